"""The site's figures, drawn when it is built: numbers to SVG, with no idea of challenges."""
