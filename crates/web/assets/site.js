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

/** Says every 20 seconds how many more wait in the queue; the link beside it reloads. */
class QueueNews extends HTMLElement {
  connectedCallback() {
    const told = this.querySelector("[role=status]");
    const ask = async () => {
      if (document.hidden) return;
      const answer = await fetch(this.getAttribute("from")).catch(() => null);
      if (answer?.status === 200) {
        const news = await answer.text();
        if (told.textContent !== news) told.textContent = news;
      }
    };
    this.timer = setInterval(ask, 20_000);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
}
customElements.define("queue-news", QueueNews);

/** The seconds in which a decision can be taken back; then the button goes. */
class UndoBar extends HTMLElement {
  connectedCallback() {
    const shown = this.querySelector(".left");
    const end = Date.now() + Number(this.getAttribute("seconds")) * 1000;
    this.querySelector("[role=status]").setAttribute("aria-live", "off");
    this.timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      shown.textContent = shown.textContent.replace(/\d+/, String(left));
      if (left === 0) {
        this.disconnectedCallback();
        this.querySelector("form").remove();
        shown.remove();
      }
    }, 500);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
}
customElements.define("undo-bar", UndoBar);

/** Marks passages by selecting them: their words go into the field, with their place where there are several. */
class PassagePicker extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    const text = this.querySelector("[data-text]");
    const button = this.querySelector("[data-mark]");
    if (!field) return;
    button.hidden = false;
    const whole = text.textContent;
    const line = (words, at) => {
      let [count, before] = [0, 0];
      for (let place = whole.indexOf(words); place >= 0; place = whole.indexOf(words, place + words.length)) {
        count += 1;
        if (place < at) before += 1;
      }
      return count > 1 ? `${before + 1} : ${words}` : words;
    };
    const mark = () => {
      const selection = getSelection();
      const range = selection.rangeCount && selection.getRangeAt(0);
      if (!range || range.collapsed || !text.contains(range.commonAncestorContainer)) return;
      const before = document.createRange();
      before.selectNodeContents(text);
      before.setEnd(range.startContainer, range.startOffset);
      let at = before.toString().length;
      const lines = field.value.split("\n").filter((one) => one.trim());
      for (const part of range.toString().split("\n")) {
        const words = part.trim();
        if (words) lines.push(line(words, at + part.indexOf(words)));
        at += part.length + 1;
      }
      field.value = [...new Set(lines)].join("\n");
      selection.removeAllRanges();
    };
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", mark);
    // What is selected when somebody masks is what they mean.
    const masks = document.querySelector("button[data-key=mask]");
    masks?.addEventListener("mousedown", (event) => event.preventDefault());
    masks?.addEventListener("click", mark);
  }
}
customElements.define("passage-picker", PassagePicker);

/** Keys that press buttons: chosen by each person, switched off by them, silent while somebody types. */
class ModerationKeys extends HTMLElement {
  connectedCallback() {
    const kept = () => JSON.parse(localStorage.getItem("moderation-keys") ?? "{}");
    const keep = (change) => localStorage.setItem("moderation-keys", JSON.stringify({ ...kept(), ...change }));
    const inputs = [...this.querySelectorAll("[data-does]")];
    const on = this.querySelector("[data-switch]");
    const show = () => {
      const { off = false, keys = {} } = kept();
      on.checked = !off;
      for (const input of inputs) {
        input.value = keys[input.dataset.does] ?? input.defaultValue;
        for (const button of document.querySelectorAll(`[data-key="${input.dataset.does}"]`)) {
          button.querySelector(":scope > kbd")?.remove();
          button.removeAttribute("aria-keyshortcuts");
          if (off || !input.value) continue;
          button.setAttribute("aria-keyshortcuts", input.value);
          const key = document.createElement("kbd");
          key.setAttribute("aria-hidden", "true");
          key.textContent = input.value;
          button.append(key);
        }
      }
    };
    on.addEventListener("change", () => (keep({ off: !on.checked }), show()));
    for (const input of inputs) {
      input.addEventListener("change", () => {
        keep({ keys: { ...kept().keys, [input.dataset.does]: input.value.trim().toLowerCase() } });
        show();
      });
    }
    this.querySelector("[data-reset]").addEventListener("click", () => (keep({ keys: {} }), show()));
    this.press = (event) => {
      if (!on.checked || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
      const input = inputs.find((one) => one.value && one.value === event.key.toLowerCase());
      const button = input && document.querySelector(`[data-key="${input.dataset.does}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    document.addEventListener("keydown", this.press);
    show();
  }
  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }
}
customElements.define("moderation-keys", ModerationKeys);

// The summary of problems is what a form that was refused begins with: it is read first.
document.querySelector(".summary-of-problems")?.focus();

// A second tap on a button that sends is the same sending.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method === "post") form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// The sentence of the rule that is chosen, where its field says nothing else: it can be changed.
document.addEventListener("change", ({ target }) => {
  const { ready } = target.dataset;
  const field = document.getElementById("facts");
  if (ready === undefined || !field || field.value.trim() !== (field.dataset.ready ?? "")) return;
  field.value = field.dataset.ready = ready;
});
document.querySelector("[data-ready]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));

/** Shows proposals that are like the one being typed; the next page shows the same without this. */
class SimilarProposals extends HTMLElement {
  connectedCallback() {
    const fields = ["title", "body"].map((id) => document.getElementById(id));
    const list = this.querySelector("ul");
    if (!list || fields.some((field) => !field)) return;
    let wait;
    const ask = async () => {
      const typed = new URLSearchParams(fields.map((field) => [field.id, field.value.slice(0, 2000)]));
      const answer = await fetch(this.getAttribute("from"), { method: "POST", body: typed }).catch(() => undefined);
      if (!answer?.ok) return;
      list.replaceChildren(...(await answer.json()).map(({ address, title }) => {
        const [item, link] = [document.createElement("li"), document.createElement("a")];
        Object.assign(link, { href: address, textContent: title });
        item.append(link);
        return item;
      }));
    };
    for (const field of fields) field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 600); });
  }
}
customElements.define("similar-proposals", SimilarProposals);

/** Hands the address to what the telephone shares with, or copies it where nothing does. */
class ShareLink extends HTMLElement {
  connectedCallback() {
    const [button, told] = [this.querySelector("button"), this.querySelector("[role=status]")];
    const [url, title] = [this.getAttribute("address"), this.getAttribute("name")];
    if (!navigator.share && !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      // Whoever closes the sheet of the telephone has shared nothing, and needs no word.
      if (navigator.share) return navigator.share({ title, url }).catch(() => {});
      await navigator.clipboard.writeText(url);
      told.textContent = button.dataset.copied;
    });
  }
}
customElements.define("share-link", ShareLink);
/** The keys of the grid: Enter goes down a column, Shift + Enter up; what is there is chosen. */
class PaperGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const { row, cell } = event.target.dataset;
      if (!cell) return;
      event.preventDefault();
      const column = [...this.querySelectorAll(`[data-cell="${cell}"]`)];
      const at = column.findIndex((field) => field.dataset.row === row);
      const next = column[at + (event.shiftKey ? -1 : 1)];
      const to = next ?? (event.shiftKey ? null : this.closest("form").querySelector("button"));
      to?.focus();
      if (to?.select) to.select();
    });
  }
}
customElements.define("paper-grid", PaperGrid);


/** Makes a photo small before it leaves: it goes sooner, and without what the telephone wrote into it. */
class PhotoField extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const most = Number(this.getAttribute("most")) * 2 ** 20;
    field.addEventListener("change", async () => {
      const file = field.files[0];
      field.setCustomValidity("");
      const made = file?.type.startsWith("image/") && file.size > 300_000 && (await this.shrunk(file).catch(() => null));
      if (field.files[0] !== file) return;
      if (made && made.size < file.size) {
        const held = new DataTransfer();
        held.items.add(new File([made], "photo.jpg", { type: made.type }));
        field.files = held.files;
      }
      if (field.files[0]?.size > most) {
        field.setCustomValidity(this.getAttribute("over"));
        field.reportValidity();
      }
    });
  }
  async shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const drawn = canvas.getContext("2d");
    drawn.fillStyle = "#fff";
    drawn.fillRect(0, 0, canvas.width, canvas.height);
    drawn.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  }
}
customElements.define("photo-field", PhotoField);
