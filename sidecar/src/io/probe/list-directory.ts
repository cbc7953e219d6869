import { closeDirectory, hasEntry, openDirectory } from "./file-calls.ts";
import { type DescriptorCount, during } from "./finding.ts";

/** Whether there is anything in the directory. */
export async function listDirectory(root: string, count: DescriptorCount): Promise<boolean> {
  const directory = await during("open the directory", openDirectory(root));
  count.open++;
  try {
    return await during("list the directory", hasEntry(directory));
  } finally {
    await closeDirectory(directory);
    count.open--;
  }
}
