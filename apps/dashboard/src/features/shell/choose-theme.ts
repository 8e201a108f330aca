"use server";

import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "./theme.ts";

const ONE_YEAR_S = 31_536_000;

/** Remembers the theme, so that the next page comes in it from the first byte. */
export async function chooseTheme(theme: string): Promise<void> {
  (await cookies()).set(THEME_COOKIE, readTheme(theme), { maxAge: ONE_YEAR_S, sameSite: "lax", path: "/" });
}
