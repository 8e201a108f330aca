import type { ButtonHTMLAttributes } from "react";
import { classNames } from "./class-names.ts";

export type ButtonLook = "plain" | "primary" | "seal" | "quiet" | "danger";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `seal` is for what a person decides, `danger` for what destroys; at most one `primary` or `seal` to a view. */
  readonly look?: ButtonLook;
}

/** The class of a button's look, for links that look like buttons. */
export function buttonClass(look: ButtonLook = "plain"): string {
  return classNames("btn", look !== "plain" && look);
}

export function Button({ look = "plain", className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={classNames(buttonClass(look), className)} {...rest} />;
}
