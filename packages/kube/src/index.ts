export type { AccessFailure, Answer } from "./answer.ts";
export { type ApiObject, isObject, type Metadata, metadataOf, textsOf } from "./api-object.ts";
export { ask, type Found } from "./ask.ts";
export { type ApiConnection, type ApiCredentials, inClusterConnection, socketConnection } from "./connection.ts";
export { type ApiAnswer, type ApiMethod, type ApiRequest, callApi, openRequest } from "./request.ts";
export { type Change, type Collection, keyOf } from "./watch/collection.ts";
export {
  type CollectionWatch,
  type WatchLog,
  type WatchState,
  type WatchTools,
  watchCollection,
} from "./watch/watch-collection.ts";
export { withoutSecrets } from "./without-secrets.ts";
