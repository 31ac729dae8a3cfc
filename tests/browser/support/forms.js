// Sending forms as tests do.

/** A button of the page itself, not of its head or foot. */
export const press = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

/** Sends the form of a button as a browser without the checks of HTML would, and answers what came back. */
export async function sendAnyway(page, button) {
  await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await button.click();
  const response = await answered;
  await response.finished();
  await page.waitForLoadState();
  return response;
}
