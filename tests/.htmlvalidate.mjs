// What html-validate asks of the generated site: all that it recommends, and its rules on
// accessibility. A rule that is off has its reason beside it.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  // The standard takes <details> for no sectioning content, so that a row's header may hold one.
  elements: ["html5", { details: { sectioning: false } }],
  rules: {
    // Titles end with names that participants gave, of any length. Search engines cut them.
    "long-title": "off",
    // What scrolls is a named region so that the keyboard reaches it. A section would be a part of
    // the document, which the scroller of a table is not.
    "prefer-native-element": ["error", { exclude: ["region"] }],
  },
};
