atlasSearch("{packed: {"pages":[
["index.html","Garden <& \"more\">"],
["part/pond.html","Pond"],
["glossary.html","Glossary"]],"entries":[
[0,"","Garden <& \"more\">","all of it","What there is in the garden.\n\nA second paragraph, with *marks* and <b>."],
[0,"garden","Garden","behind the house","Mulch lies everywhere. See the pond."],
[0,"beds","Beds","","size: 12 m2 in winter: Mulch keeps them warm. CI/CD: none"],
[0,"herbs","Herbs","",""],
[0,"tomatoes","Tomatoes","under glass",""],
[0,"barrel","Rain barrel","200 l",""],
[0,"shed","Shed\nand tools","",""],
[0,"pond","Pond","",""],
[0,"empty","Bare ground","",""],
[0,"street","Street","",""],
[1,"","Pond","",""],
[1,"pond","Pond","",""],
[1,"fish","Fish","","They eat no mulch."],
[1,"reeds","Reeds","",""],
[1,"one","One","",""],
[1,"two","Two","",""],
[2,"mulch","mulch","cover","Straw or bark that covers the soil."],
[2,"ci-cd","CI/CD","","Compost in, compost drawn."],
[2,"straw","straw","","Dry stalks."]
]}}")
