"""The site's figures, drawn when it is built. matplotlib stands behind them: import this package
only where a figure is drawn."""
