/** What the page of an invitation says that can't be accepted any more. */
export const OVER = {
  accepted: {
    title: "This invitation was accepted",
    detail: (organization: string) => `It worked once. If it was you, sign in to reach ${organization}.`,
  },
  revoked: {
    title: "This invitation was taken back",
    detail: (organization: string) => `Ask an owner or admin of ${organization} for a new one.`,
  },
  expired: {
    title: "This invitation has expired",
    detail: (organization: string) => `Ask an owner or admin of ${organization} to send it again.`,
  },
} as const;
