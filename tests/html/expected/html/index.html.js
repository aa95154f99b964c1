atlasMore("{packed: {"view-top":"<svg class=\"map s0\" width=\"300\" height=\"122\" viewBox=\"-.5 -.5 300 122\" role=\"group\" aria-label=\"The top\">
<g class=\"atl-wire\" fill=\"none\" stroke-width=\"1\" stroke-dasharray=\"4.5 3.5\">
<path d=\"M170 57H181.5M181.5 57H186\">
<title>Garden ↔ Street</title>
</path>
<path d=\"M194 65H162\">
<title>Street – Garden</title>
</path>
</g>
<g class=\"atl-head\">
<path d=\"M162.5 57l7.5 -3.25v6.5zM193.5 57l-7.5 -3.25v6.5z\"/>
</g>
<g class=\"atl-violet-branch\">
<a href=\"#garden\">
<rect x=\"24\" y=\"24\" width=\"138\" height=\"74\"/>
<text x=\"93\" y=\"49.5\">Garden</text>\n<text class=\"atl-n\" x=\"93\" y=\"68.5\">behind the house</text>\n<text class=\"atl-n\" x=\"93\" y=\"84.5\">+8 entries</text>
</a>
</g>
<g class=\"atl-branch\">
<a href=\"#street\">
<rect x=\"194\" y=\"24\" width=\"82\" height=\"74\"/>
<text x=\"235\" y=\"66.5\">Street</text>
</a>
</g>
</svg>",
"view-sunny":"<svg class=\"map s0\" width=\"186\" height=\"388\" viewBox=\"-.5 -.5 186 388\" role=\"group\" aria-label=\"Garden &lt;&amp; &quot;more&quot;&gt;\">
<g class=\"atl-wire\" fill=\"none\" stroke-width=\"1.25\">
<path d=\"M93 98V117.5\"/>
<path d=\"M93 166V185.5\"/>
</g>
<g class=\"atl-head\">
<path d=\"M93 125.5l-3.5 -8h7z\"/>
<path d=\"M93 193.5l-3.5 -8h7z\"/>
</g>
<g class=\"atl-violet-branch\">
<a href=\"#garden\">
<rect x=\"24\" y=\"24\" width=\"138\" height=\"74\"/>
<text x=\"93\" y=\"49.5\">Garden</text>\n<text class=\"atl-n\" x=\"93\" y=\"68.5\">behind the house</text>\n<text class=\"atl-n\" x=\"93\" y=\"84.5\">+3 nodes</text>
</a>
</g>
<g class=\"atl-branch\">
<a href=\"#beds\">
<rect x=\"57\" y=\"126\" width=\"72\" height=\"40\"/>
<text x=\"93\" y=\"151.5\">Beds</text>
</a>
</g>
<g class=\"atl-card\">
<rect x=\"42\" y=\"194\" width=\"102\" height=\"170\"/>
<a href=\"#herbs\">
<text x=\"93\" y=\"217.5\">Herbs</text>
<path d=\"M42.5 229h101\"/>
</a>
<a href=\"#tomatoes\">
<text x=\"93\" y=\"249.5\">Tomatoes</text>\n<text class=\"atl-n\" x=\"93\" y=\"269.5\">under glass</text>
<path d=\"M42.5 279h101\"/>
</a>
<a href=\"#hose\">
<text x=\"93\" y=\"299.5\">Hose</text>
<path d=\"M42.5 311h101\"/>
</a>
<a href=\"#barrel\">
<text x=\"93\" y=\"331.5\">Rain barrel</text>\n<text class=\"atl-n\" x=\"93\" y=\"351.5\">200 l</text>
</a>
</g>
</svg>"}}")
