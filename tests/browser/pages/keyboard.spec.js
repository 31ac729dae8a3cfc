import { typeDay } from "../support/hands.js";
import { PLAN, STATION, ask, be, expect, made, newAddress, tabTo, test, unique } from "../support/site.js";

/** What has the focus: its text, and whether an outline shows it. */
const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
      text: it.textContent.trim(),
      name: it.getAttribute("name"),
      outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3,
      covered: !it.contains(middle) && !middle?.contains(it),
    };
  });

for (const width of [360, 1280]) {
  test(`from the skip link to a vote with the keyboard alone, at ${width} px`, async ({ page, t }, info) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${PLAN}/proposals/38`);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: t("skip") });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();

    // Every stop on the way shows where it is, and nothing lies on it.
    const ballot = page.getByRole("button", { name: t("vote-for"), exact: true });
    for (let stops = 0; ; stops += 1) {
      expect(stops, "the vote is not reached").toBeLessThan(60);
      await page.keyboard.press("Tab");
      const stop = await focused(page);
      expect(stop, stop.text).toMatchObject({ outlined: true, covered: false });
      if (await ballot.evaluate((button) => button === document.activeElement)) break;
    }
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\?why=vote/);

    // The address is typed and sent without a mouse too.
    const email = page.getByLabel(t("field-email"));
    for (let stops = 0; stops < 30 && !(await email.evaluate((field) => field === document.activeElement)); stops += 1) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type(newAddress(info));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\/[^?]+/);
    await expect(page.getByLabel(t("field-code"))).toBeVisible();
  });
}

for (const width of [360, 1280]) {
  test(`an idea is written and sent with the keyboard alone, at ${width} px`, async ({ page, t }, info) => {
    const title = `Une horloge sur la place, ${unique(info)}`;
    await page.setViewportSize({ width, height: 800 });
    await be(page, "Karim");
    await page.goto(`${STATION}/propose`);
    await tabTo(page, page.getByLabel(t("idea-title")));
    await page.keyboard.type(title);
    await page.keyboard.press("Tab");
    await page.keyboard.type("Une horloge que l'on voit depuis le quai.");
    const go = async (id) => {
      const button = page.getByRole("main").getByRole("button", { name: t(id), exact: true });
      await tabTo(page, button);
      expect(await focused(page)).toMatchObject({ outlined: true, covered: false });
      await page.keyboard.press("Enter");
    };
    await go("continue");
    await expect(page).toHaveURL(/\/place$/);
    await tabTo(page, page.getByRole("main").getByRole("radio").first());
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("radio").last()).toBeChecked();
    await go("continue");
    await expect(page).toHaveURL(/\/check$/);
    await go("check-send");
    await expect(page.getByRole("heading", { level: 1, name: t("sent-title") })).toBeVisible();
  });
}

for (const width of [360, 1280]) {
  const press = async (page, target) => {
    await tabTo(page, target);
    expect(await focused(page)).toMatchObject({ outlined: true, covered: false });
    await page.keyboard.press("Enter");
  };
  const type = async (page, field, text) => {
    await tabTo(page, field);
    await page.keyboard.type(text);
  };
  const tick = async (page, box) => {
    await tabTo(page, box);
    await page.keyboard.press("Space");
    await expect(box).toBeChecked();
  };

  test(`a decision is contested with the keyboard alone, at ${width} px`, async ({ page, t }) => {
    await page.setViewportSize({ width, height: 800 });
    await be(page, "Awa");
    await page.goto("/me/decisions");
    const decision = page.locator(`#${made().contests[`keys at ${width} px`]}`);
    // Decisions come twenty at a time, and other tests have made some since.
    while ((await decision.count()) === 0) await page.goto(await page.locator("[rel=next]").getAttribute("href"));
    await press(page, decision.locator("a[href$='/contest']"));
    await type(page, page.getByLabel(t("contest-grounds")), "Je parlais d'un banc, pas de quelqu'un.");
    await press(page, page.getByRole("button", { name: t("contest"), exact: true }));
    await expect(page.getByText(t("done-contested"))).toBeVisible();
  });

  test(`a text is reported with the keyboard alone, at ${width} px`, async ({ page, t }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${PLAN}/proposals/25`);
    await press(page, page.getByRole("link", { name: t("report-proposal") }));
    // The arrows choose among kinds, the space bar ticks.
    await tabTo(page, page.getByRole("main").getByRole("radio").first());
    const rule = page.getByRole("radio", { name: t("report-house-rule"), exact: false });
    for (let stops = 0; stops < 6 && !(await rule.isChecked()); stops += 1) await page.keyboard.press("ArrowDown");
    await expect(rule).toBeChecked();
    await type(page, page.getByRole("textbox", { name: t("report-explanation") }), "Ce texte accuse sans preuve.");
    await type(page, page.getByRole("textbox", { name: t("report-name") }), "Une voisine");
    await type(page, page.getByRole("textbox", { name: t("field-email") }), "voisine@example.org");
    await tick(page, page.getByLabel(t("report-good-faith")));
    await press(page, page.getByRole("button", { name: t("report-send") }));
    await expect(page.getByRole("heading", { level: 1, name: t("report-sent-title") })).toBeVisible();
  });

  test(`somebody's words are recorded with the keyboard alone, at ${width} px`, async ({ page, t }) => {
    await page.setViewportSize({ width, height: 800 });
    await be(page, "Karim");
    await page.goto("/record");
    await tick(page, page.locator("[name=plan]").first());
    await tick(page, page.getByLabel(t("record-idea")));
    await tick(page, page.getByLabel(t("medium-paper")));
    await tabTo(page, page.getByLabel(t("record-venue")));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("Maison du projet");
    await page.keyboard.press("Enter");
    await type(page, page.getByLabel(t("idea-title")), "Une fontaine à l'ombre des tilleuls");
    await type(page, page.getByLabel(t("idea-body"), { exact: true }), "Pour boire l'été, à hauteur d'enfant.");
    await type(page, page.getByLabel(t("record-speaker")), "Monsieur B.");
    const go = (id) => press(page, page.getByRole("main").getByRole("button", { name: t(id), exact: true }));
    await go("continue");
    await tick(page, page.getByLabel(t("record-read-back")));
    await tick(page, page.getByLabel(t("record-agreed")));
    await go("record-send");
    await expect(page).toHaveURL(/\/record\/.+\/receipt/);
    await expect(page.locator(".receipt .code strong")).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  });

  test(`a proposal is answered and read by a second person with the keyboard alone, at ${width} px`, async ({ page, t, request }, info) => {
    const title = `Un abri pour attendre, ${unique(info)}`;
    const input = `{ title: "${title}", body: "Un abri où l'on attend le bus sans se mouiller." }`;
    const sent = await ask(request, `mutation { submitProposal(plan: "${made().station}", input: ${input}) { problems { code } } }`, "awa");
    expect(sent.submitProposal.problems).toEqual([]);
    const main = page.getByRole("main");
    const go = (id) => press(page, main.getByRole("button", { name: t(id), exact: true }));
    await page.setViewportSize({ width, height: 800 });
    await be(page, "M. Petit");
    await page.goto(`/staff/answers?view=ask&plan=${made().station}`);
    await tick(page, page.getByRole("checkbox", { name: title }));
    await go("study-together");
    await type(page, page.getByLabel(t("study-organisation")), "Espaces verts");
    await tabTo(page, page.locator("#dueAt"));
    await typeDay(page, "2099-06-30");
    await go("study-send");
    await expect(page).toHaveURL(/\/staff\/answers\/answer_/);
    const answer = new URL(page.url()).pathname;
    await press(page, main.getByRole("link", { name: t("step-decide"), exact: true }));
    await tick(page, page.locator("[name=decision]").first());
    await type(page, page.locator("#reason"), "L'abri sera posé avec les travaux de la place.");
    await go("decide-draft");
    await expect(page.getByText(t("draft-own"))).toBeVisible();

    await be(page, "Admin");
    await page.goto("/staff/answers?view=drafts");
    await press(page, main.locator(`a[href="${answer}"]`).first());
    await go("draft-publish");
    await expect(page.getByText(t("done-answer-published"))).toBeVisible();
  });
}

test("a case is claimed, decided and taken back by keys, which can be changed and switched off", async ({ page, t, request }, info) => {
  const said = `Une phrase jugée par touches, ${unique(info)}.`;
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 34) { id } }`);
  const { postComment } = await ask(request, `mutation { postComment(proposal: "${proposal.id}", input: { body: "${said}" }) { comment { id } } }`, "bailleur");
  const item = postComment.comment.id;
  await ask(request, `mutation { reportContent(input: { item: "${item}", kind: WRONG_PLACE }) { problems { code } } }`, "petit");
  const { moderationQueue } = await ask(request, `{ moderationQueue(item: "${item}", first: 1) { edges { node { id } } } }`, "ines");
  const address = `/moderation/cases/${moderationQueue.edges[0].node.id}`;
  await be(page, "Inès");
  await page.goto(address);
  const key = async (does) => page.keyboard.press(await page.locator(`[data-does=${does}]`).inputValue());
  await key("take");
  await expect(page.getByText(t("done-case-claimed"))).toBeVisible();

  // Keys are silent where somebody types.
  const facts = page.getByLabel(t("decide-facts"));
  await facts.focus();
  await key("keep");
  await expect(facts).toHaveValue(/^.$/);
  await expect(page).toHaveURL(new RegExp(address));
  await page.getByRole("heading", { level: 1 }).click();

  // Another letter, chosen once, is kept; the old one does nothing.
  await page.getByText(t("keys-title"), { exact: true }).click();
  const chosen = page.locator("[data-does=keep]");
  await chosen.fill("z");
  await chosen.blur();
  await page.reload();
  await expect(page.getByRole("button", { name: t("do-keep") })).toHaveAttribute("aria-keyshortcuts", "z");
  await page.keyboard.press("z");
  await expect(page.getByText(t("decided-keep"))).toBeVisible();
  await key("undo");
  await expect(page.getByText(t("done-decision-undone"))).toBeVisible();

  await page.getByText(t("keys-title"), { exact: true }).click();
  await page.getByLabel(t("keys-on")).uncheck();
  await page.reload();
  await expect(page.locator("[aria-keyshortcuts]")).toHaveCount(0);
  await page.keyboard.press("z");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: t("do-keep") })).toBeVisible();
  await page.getByRole("button", { name: t("do-keep") }).click();
  await expect(page.getByText(t("decided-keep"))).toBeVisible();
});

test("every control of a page is big enough or far enough from others", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await be(page, "Inès");
  const ours = ["/me", "/me/settings", "/me/decisions", "/moderation?view=open", `/moderation/cases/${made().cases.open.id}`];
  for (const path of ["/", PLAN, `${PLAN}/proposals`, `${PLAN}/proposals/38`, `${PLAN}/propose`, ...ours]) {
    await page.goto(path);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, textarea, input:not([type=hidden]), .button, label.choice")]
        .filter((control) => control.checkVisibility() && !control.closest("label.choice > *"))
        .filter((control) => !control.matches("label.choice input") && control.getBoundingClientRect().height < 40)
        .map((control) => control.outerHTML),
    );
    expect(small, path).toEqual([]);
  }
});

test("nothing lies on anything else, wherever one has scrolled to", async ({ page }) => {
  for (const path of [PLAN, `${PLAN}/proposals/38`]) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let at = 0; at < height; at += 600) {
        await page.evaluate((at) => scrollTo(0, at), at);
        const covered = await page.evaluate(() =>
          [...document.querySelectorAll("main a, main button, main h2, main h3")]
            .filter((one) => one.checkVisibility() && !one.closest("svg, .hidden"))
            .filter((one) => {
              const box = one.getBoundingClientRect();
              const [x, y] = [box.x + Math.min(8, box.width / 2), box.y + box.height / 2];
              if (y < 0 || y >= innerHeight) return false;
              const top = document.elementFromPoint(x, y);
              return top && !one.contains(top) && !top.contains(one);
            })
            .map((one) => one.outerHTML),
        );
        expect(covered, `${path}, ${width} px, scrolled by ${at}`).toEqual([]);
      }
    }
  }
});
