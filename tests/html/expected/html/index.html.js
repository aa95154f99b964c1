atlasMore({"view-top":"{packed: <svg class="map s0" width="312" height="126" viewBox="-.5 -.5 312 126" role="group" aria-label="The top">
<g class="atl-wire" fill="none" stroke-width="1" stroke-dasharray="4.5 3.5">
<path d="M174 59H185.5M185.5 59H190">
<title>Garden ↔ Street</title>
</path>
<path d="M198 67H166">
<title>Street – Garden</title>
</path>
</g>
<g class="atl-head">
<path d="M166.5 59l7.5 -3.25v6.5zM197.5 59l-7.5 -3.25v6.5z"/>
</g>
<g class="atl-violet-root">
<a href="#garden">
<rect x="24" y="24" width="142" height="78"/>
<text x="95" y="50.5">Garden</text>
<text class="atl-n" x="95" y="70.5">behind the house</text>
<text class="atl-n" x="95" y="87.5">+8</text>
</a>
</g>
<g class="atl-root">
<a href="#street">
<rect x="198" y="24" width="90" height="78"/>
<text x="243" y="68.5">Street</text>
</a>
</g>
</svg>}",
"view-sunny":"{packed: <svg class="map s0" width="190" height="392" viewBox="-.5 -.5 190 392" role="group" aria-label="Garden &lt;&amp; &quot;more&quot;&gt;">
<g class="atl-wire" fill="none" stroke-width="1.25">
<path d="M95 102V121.5"/>
<path d="M95 170V189.5"/>
</g>
<g class="atl-head">
<path d="M95 129.5l-3.5 -8h7z"/>
<path d="M95 197.5l-3.5 -8h7z"/>
</g>
<g class="atl-violet-root">
<a href="#garden">
<rect x="24" y="24" width="142" height="78"/>
<text x="95" y="50.5">Garden</text>
<text class="atl-n" x="95" y="70.5">behind the house</text>
<text class="atl-n" x="95" y="87.5">+3</text>
</a>
</g>
<g class="atl-branch">
<a href="#beds">
<rect x="59" y="130" width="72" height="40"/>
<text x="95" y="155.5">Beds</text>
</a>
</g>
<g class="atl-card">
<rect x="44" y="198" width="102" height="170"/>
<a href="#herbs">
<text x="95" y="221.5">Herbs</text>
<path d="M44.5 233h101"/>
</a>
<a href="#tomatoes">
<text x="95" y="253.5">Tomatoes</text>
<text class="atl-n" x="95" y="273.5">under glass</text>
<path d="M44.5 283h101"/>
</a>
<a href="#hose">
<text x="95" y="303.5">Hose</text>
<path d="M44.5 315h101"/>
</a>
<a href="#barrel">
<text x="95" y="335.5">Rain barrel</text>
<text class="atl-n" x="95" y="355.5">200 l</text>
</a>
</g>
</svg>}"})
