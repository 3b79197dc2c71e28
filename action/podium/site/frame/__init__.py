"""What all pages share: addresses, language, look, navigation, and the scope of what is shown."""
