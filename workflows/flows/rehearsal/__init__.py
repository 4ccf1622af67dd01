"""The main job without a browser: every act by the person whose duty it is, through the desk, by its own clock."""
