import { PLAN, enterAs, expect, test } from "../support/site.js";

test("one enters the demo town as somebody, stays on the page, and leaves", async ({ page, t, context }) => {
  const place = `${PLAN}/proposals/30`;
  await page.goto(place);
  await enterAs(page, t, "Karim");
  await expect(page).toHaveURL(place);
  await expect(page.getByRole("link", { name: t("sign-in") })).toHaveCount(0);
  const held = (await context.cookies()).find((cookie) => cookie.name === "session");
  expect(held).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.getByRole("button", { name: t("sign-out", { name: "Karim" }) }).click();
  await expect(page.getByText(t("done-signed-out"))).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: t("sign-in") })).toBeVisible();
  expect((await context.cookies()).map((cookie) => cookie.name)).not.toContain("session");
});
