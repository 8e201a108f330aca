import { router } from "../../trpc/init.ts";
import { ofApproval } from "./of-approval.ts";
import { parked } from "./parked.ts";
import { resend } from "./resend.ts";

export const deliveries = router({ ofApproval, parked, resend });
