import { router } from "../../trpc/init.ts";
import { get } from "./get.ts";
import { publish } from "./publish.ts";
import { validate } from "./validate.ts";

export const policy = router({ get, validate, publish });
