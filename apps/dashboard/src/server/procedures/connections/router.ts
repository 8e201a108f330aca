import { router } from "../../trpc/init.ts";
import { acceptChange } from "./accept-change.ts";
import { add } from "./add.ts";
import { disconnect } from "./disconnect.ts";
import { get } from "./get.ts";
import { liftHold } from "./lift-hold.ts";
import { list } from "./list.ts";
import { reconnect } from "./reconnect.ts";
import { refresh } from "./refresh.ts";
import { rejectChange } from "./reject-change.ts";
import { removeSecret } from "./remove-secret.ts";
import { setOperationClass } from "./set-operation-class.ts";
import { setOperationPrice } from "./set-operation-price.ts";
import { setSecret } from "./set-secret.ts";
import { startSafeRules } from "./start-safe-rules.ts";
import { update } from "./update.ts";

export const connections = router({
  acceptChange,
  add,
  disconnect,
  get,
  liftHold,
  list,
  reconnect,
  refresh,
  rejectChange,
  removeSecret,
  setOperationClass,
  setOperationPrice,
  setSecret,
  startSafeRules,
  update,
});
