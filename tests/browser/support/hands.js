// The hands of somebody without a mouse. Wherever a journey clicks, ticks, chooses or types, they go there from stop to stop
// and do it by keys, so that every journey is walked by the keyboard alone too.

/** More stops than any page has. */
const MOST = 400;

/** What takes the focus for this: the thing itself, what it stands in, or what it is the label of. */
const focusable = (it) => {
  const near = it.closest("a[href], button, summary, input, select, textarea, label, [tabindex]");
  return near instanceof HTMLLabelElement ? near.control : near;
};

/** Goes by Tab to what takes the focus for a locator; among radios, by arrows. */
async function reach(locator) {
  const page = locator.page();
  await locator.waitFor({ state: "attached" });
  const target = await locator.evaluateHandle(focusable);
  const at = () => target.evaluate((it) => {
    const here = document.activeElement;
    if (it === here) return "there";
    const group = it.type === "radio" && here.type === "radio" && here.name === it.name && here.form === it.form;
    return group ? "beside" : "away";
  });
  for (let stops = 0; stops < MOST; stops += 1) {
    const place = await at();
    if (place === "there") return { page, target };
    await page.keyboard.press(place === "beside" ? "ArrowDown" : "Tab");
  }
  throw new Error(`${locator} is not reached by the keyboard`);
}

/** How long a key that leads to another page may take to ask for it, in milliseconds. */
const ASKED = 500;

/** The orders in which browsers ask for the parts of a day. */
const ORDERS = [["day", "month", "year"], ["month", "day", "year"], ["year", "month", "day"]];

/** Types a day (2099-06-30) where the focus is, part after part, in the order that this browser asks for. */
export async function typeDay(page, iso) {
  const [year, month, day] = iso.split("-");
  const field = await page.evaluateHandle(() => document.activeElement);
  for (const order of ORDERS) {
    for (let part = 0; part < 3; part += 1) await page.keyboard.press("ArrowLeft");
    for (const [place, part] of order.entries()) {
      await page.keyboard.type({ year, month, day }[part]);
      // A whole year goes on by itself in no browser; whole days and months do in all.
      if (part === "year" && place < 2) await page.keyboard.press("ArrowRight");
    }
    if ((await field.evaluate((it) => it.value)) === iso) return;
  }
  throw new Error(`${iso} is not typed by the keyboard`);
}

const hands = {
  async click() {
    const { page, target } = await reach(this);
    const [boxes, leads] = await target.evaluate((it) => [
      it.type === "checkbox" || it.type === "radio",
      it.matches("a[href], form button:not([type=button])"),
    ]);
    const none = () => null;
    const asked = leads && page.waitForRequest((request) => request.isNavigationRequest(), { timeout: ASKED }).catch(none);
    const came = leads && Promise.race(["framenavigated", "download"].map((event) => page.waitForEvent(event).catch(none)));
    await page.keyboard.press(boxes ? "Space" : "Enter");
    // As a click does, a key waits for the page that it leads to.
    if (await asked) {
      await came;
      await page.waitForLoadState();
    }
  },
  async check() {
    const { page, target } = await reach(this);
    // Whoever comes to a radio by arrows has chosen it.
    if (!(await target.evaluate((it) => it.checked))) await page.keyboard.press("Space");
    if (!(await target.evaluate((it) => it.checked))) throw new Error(`${this} is not ticked by the keyboard`);
  },
  async selectOption(value) {
    const { page, target } = await reach(this);
    const chosen = () => target.evaluate((it) => [it.value, it.selectedOptions[0].label]);
    const wanted = typeof value === "string" ? value : (value.value ?? value.label);
    const count = await target.evaluate((it) => it.options.length);
    await page.keyboard.press("Home");
    for (let options = 0; options < count; options += 1) {
      if ((await chosen()).includes(wanted)) return;
      await page.keyboard.press("ArrowDown");
    }
    throw new Error(`${wanted} is not chosen by the keyboard in ${this}`);
  },
  async fill(text) {
    const { page, target } = await reach(this);
    if (await target.evaluate((it) => it.type === "date")) return typeDay(page, text);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  },
};

/** Gives a page these hands; what comes back takes them away. */
export function withoutMouse(page) {
  const locators = Object.getPrototypeOf(page.locator("body"));
  const mouse = Object.fromEntries(Object.keys(hands).map((name) => [name, locators[name]]));
  Object.assign(locators, hands);
  return () => Object.assign(locators, mouse);
}
