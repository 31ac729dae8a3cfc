// html-validate with its recommended rules. Those that are off are about how source looks, not about what browsers and
// readers get.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // `<!doctype html>` or in capitals, `<input>` or `<input/>`: the same to every parser.
    "doctype-style": "off",
    "void-style": "off",
    // What HTML says by itself: a button of a form sends it, an input takes text.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // Safari forgets that a list without bullets is a list, unless it is told.
    "no-redundant-role": "off",
    "prefer-native-element": ["error", { exclude: ["list"] }],
    // Empty lines where a template left something out: style.
    "no-trailing-whitespace": "off",
    // Ids as HTML has them, dots included: fields of a list are called `phases.0.title`, in forms and in the API.
    "valid-id": ["error", { relaxed: true }],
    // Boxes of one name are one answer with several values.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // A touch on a picture sends where it was, without script: no button does that.
    "prefer-button": ["error", { exclude: ["image"] }],
    // A title says its site's name last and may be long: a proposal's own title stands in it.
    "long-title": "off",
  },
});

/** What is wrong with the HTML of an answer, a line each. */
export async function faultsOf(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map((found) => `${found.line}: ${found.ruleId}: ${found.message}`),
  );
}
