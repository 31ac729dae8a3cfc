// The pages of municipal staff.
import { be, made } from "./site.js";

const as = (name, path) => async ({ page }) => {
  await be(page, name);
  return page.goto(typeof path === "function" ? path() : path);
};

export const STAFF_STATES = {
  "the work of staff": as("M. Petit", "/staff"),
  "the work of staff in one plan": as("M. Petit", () => `/staff?plan=${made().plan}`),
  "the work of staff is not for everybody": as("Awa", "/staff"),
};
