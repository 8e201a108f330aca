"use client";

import { useDescribeError, useToast } from "@countersign/ui";

/** Does something at once; what goes wrong with it is told. */
export function useAct() {
  const toast = useToast();
  const describe = useDescribeError();
  return async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      toast(describe(error));
    }
  };
}
