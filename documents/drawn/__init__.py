"""Drawing straight onto the pages that the renderer laid out empty: glyphs of its faces, and the tags of what is drawn."""
