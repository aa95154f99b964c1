atlasPlaces("{packed: <p><b>Garden &lt;&amp; &quot;more&quot;&gt;</b> <a href="./index.html#garden">Garden</a>, <a href="./index.html#beds">Beds</a></p>
<p><b>Pond</b> <a href="./part/pond.html#fish">Fish</a></p>

<p><b>Glossary</b> <a href="#mulch">mulch</a></p>

}")
