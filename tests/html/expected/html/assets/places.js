atlasPlaces("{packed: 1,2,13
17
}")
