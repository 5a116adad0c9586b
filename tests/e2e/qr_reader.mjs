import {createRequire} from 'node:module';
import path from 'node:path';

import {top} from '../deploy/installation.mjs';

const jsQr = createRequire(path.join(top, 'tests/browser/package.json'))('jsqr');

/** What the camera of a phone reads off this element of a page, by a decoder that others wrote.
 * `blank` is an empty page that runs scripts. */
export async function readQr(element, blank) {
  const picture = (await element.screenshot()).toString('base64');
  const {pixels, width, height} = await blank.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const {data} = context.getImageData(0, 0, image.width, image.height);
    return {pixels: [...data], width: image.width, height: image.height};
  }, picture);
  return jsQr(Uint8ClampedArray.from(pixels), width, height)?.data;
}
