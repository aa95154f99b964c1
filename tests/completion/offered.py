"""The options that a completion script offers, read from its text: no shell is needed for that."""
import re


def offered_by(path):
    text = '\n'.join(line for line in path.read_text(encoding='utf-8').splitlines() if not line.lstrip().startswith('#'))
    if path.suffix == '.fish':
        found = set()
        for line in re.findall(r'^complete -c atlasc .*', text, re.M):
            found |= {'-' + name for name in re.findall(r' -s (\w)\b', line)}
            found |= {'--' + name for name in re.findall(r' -l ([a-z-]+)', line)}
        return found
    if path.suffix == '.bash':
        offers = re.findall(r'_atlasc_words "\$word" ((?:[^;\\]|\\\n)*-(?:[^;\\]|\\\n)*)', text)
        return {word for offer in offers for word in offer.split() if re.fullmatch(r'-\w|--[a-z-]+', word)}
    specs = re.findall(r"'(?:\([^)]*\)|\*)?(--?[A-Za-z-]+)[=+]?\[", text)  # '--width=[...'
    specs += re.findall(r"'(?:\([^)]*\)|\*)'\{([^}]*)\}'\[", text)  # '(-l --layout)'{-l+,--layout=}'[...'
    return {name.rstrip('+=') for spec in specs for name in spec.split(',')}
