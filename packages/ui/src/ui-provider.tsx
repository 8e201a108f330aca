"use client";

import {
  type AriaRole,
  type ComponentType,
  createContext,
  type MouseEventHandler,
  type ReactNode,
  useContext,
} from "react";

export interface UiLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly onClick?: MouseEventHandler<HTMLAnchorElement>;
  readonly role?: AriaRole;
  readonly tabIndex?: number;
  readonly "aria-current"?: "page" | true;
  readonly "aria-label"?: string;
}

/** The link primitives draw: the app's own, so that following it doesn't load the page anew. */
export type UiLink = ComponentType<UiLinkProps>;

interface UiServices {
  readonly link: UiLink;
  /** An error as a sentence for people: what is wrong and what to do. */
  readonly describeError: (error: unknown) => string;
}

const PlainLink: UiLink = (props) => <a {...props} />;

const UiContext = createContext<UiServices>({
  link: PlainLink,
  describeError: () => "That didn't work, and nothing was changed. Try again.",
});

/** Tells the primitives how this app follows links and words its errors. */
export function UiProvider({ children, ...services }: UiServices & { readonly children: ReactNode }) {
  return <UiContext value={services}>{children}</UiContext>;
}

/** The app's link; a plain anchor without a provider. */
export function useLink(): UiLink {
  return useContext(UiContext).link;
}

/** Words an error for people the way the app does. */
export function useDescribeError(): (error: unknown) => string {
  return useContext(UiContext).describeError;
}
