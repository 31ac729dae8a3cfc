// Nothing here is needed: every page works without it.

/** Counts characters as the server does: grapheme clusters where the browser knows them. */
class CharacterCount extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    const most = Number(this.getAttribute("most"));
    const [left, over] = [this.getAttribute("left"), this.getAttribute("over")];
    const clusters = Intl.Segmenter && new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" });
    const length = (text) => (clusters ? [...clusters.segment(text)].length : [...text].length);
    const say = () => {
      const rest = most - length(field.value.normalize("NFC").trim());
      this.textContent = (rest < 0 ? over : left).replace("#", String(Math.abs(rest)));
    };
    this.setAttribute("role", "status");
    field.addEventListener("input", say);
    say();
  }
}
customElements.define("character-count", CharacterCount);

// The summary of problems is what a form that was refused begins with: it is read first.
document.querySelector(".summary-of-problems")?.focus();

// A second tap on a button that sends is the same sending.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method === "post") form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
