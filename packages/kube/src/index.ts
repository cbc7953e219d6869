export type { AccessFailure, Answer } from "./answer.ts";
export { type ApiObject, isObject, type Metadata, metadataOf, textsOf } from "./api-object.ts";
export { ask, type Found } from "./ask.ts";
export {
  type ApiConnection,
  type ApiCredentials,
  inClusterConnection,
  SERVICE_ACCOUNT_FOLDER,
  socketConnection,
} from "./connection.ts";
export { type ApiAnswer, type ApiMethod, type ApiRequest, callApi, openRequest } from "./request.ts";
export { type Change, type Collection, keyOf } from "./watch/collection.ts";
export { DEFAULT_PACE, type Pace } from "./watch/pace.ts";
export { createPauses, type Pauses } from "./watch/pauses.ts";
export { createListSplitter } from "./watch/split-list.ts";
export { type CollectionWatch, watchCollection, type WatchTools } from "./watch/watch-collection.ts";
export type { WatchLog, WatchState } from "./watch/watch-state.ts";
export { withoutSecrets } from "./without-secrets.ts";
