/**
 * The calls that are made on a mount. Only the callback API with numeric descriptors: what `fs/promises` hands out is
 * closed by the garbage collector when it is lost, synchronously, on the main thread, for as long as the mount hangs.
 */
import fs, { type Dir, type StatsFs } from "node:fs";

type Callback<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function call<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

export function realpath(path: string): Promise<string> {
  return call<string>((done) => fs.realpath.native(path, done));
}

export function statfs(path: string): Promise<StatsFs> {
  return call<StatsFs>((done) => fs.statfs(path, done));
}

export function openForReading(path: string): Promise<number> {
  return call<number>((done) => fs.open(path, fs.constants.O_RDONLY | fs.constants.O_NOCTTY, done));
}

export function close(descriptor: number): Promise<void> {
  return call<void>((done) => fs.close(descriptor, (error) => done(error ?? null, undefined)));
}

export function sizeOf(descriptor: number): Promise<number> {
  return call<number>((done) => fs.fstat(descriptor, (error, stats) => done(error, stats?.size)));
}

export function readAt(descriptor: number, length: number, position: number): Promise<number> {
  return call<number>((done) => fs.read(descriptor, Buffer.allocUnsafe(length), 0, length, position, done));
}

/** One entry is asked for, never the listing: a folder of 100,000 would cost 20 MB. */
export function openDirectory(path: string): Promise<Dir> {
  return call<Dir>((done) => fs.opendir(path, { bufferSize: 1 }, done));
}

export function hasEntry(directory: Dir): Promise<boolean> {
  return call<boolean>((done) => directory.read((error, entry) => done(error, entry !== null)));
}

export function closeDirectory(directory: Dir): Promise<void> {
  return call<void>((done) => directory.close((error) => done(error ?? null, undefined)));
}

/** What an open descriptor really refers to. Asks /proc alone, which cannot hang; undefined where there is none. */
export function pathOfDescriptor(descriptor: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
