import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { docker } from "../../src/stack/engine.ts";
import { assertImages, imageIds, imageOverrides } from "../../src/stack/images.ts";
import { configCalled, LAYERS, sideWith } from "./stack-sides.ts";

/** Images of this machine; the engine answers 404 for any other. */
const present = new Set<string>();

beforeEach(() => {
  present.clear();
  for (const name of ["probe", "nginx", "app", "mock-llm"]) present.add(`buffering-lab/${name}:1.0.0`);
  vi.spyOn(docker, "getImage").mockImplementation(
    (image) =>
      ({
        inspect: () =>
          present.has(image)
            ? Promise.resolve({ Id: `sha256:${image}` })
            : Promise.reject(Object.assign(new Error("no such image"), { statusCode: 404 })),
      }) as never,
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the images that sides need", () => {
  test("are asked for, and found", async () => {
    await expect(assertImages([sideWith()], LAYERS, {})).resolves.toBeUndefined();
  });

  test("are named where they are missing, with the command that makes them", async () => {
    present.delete("buffering-lab/app:1.0.0");
    const side = sideWith({ versions: { nginx: "1.31.3" } });
    await expect(assertImages([side, side], LAYERS, {})).rejects.toMatchObject({
      code: "image_missing",
      message: "image not on this machine: buffering-lab/nginx:1.31.3, buffering-lab/app:1.0.0",
      hint: "./setup nginx app",
    });
  });

  test("are pulled by the person who named them", async () => {
    await expect(assertImages([sideWith()], LAYERS, { NGINX_IMAGE: "nginx:1.29" })).rejects.toMatchObject({
      code: "image_missing",
      hint: "docker pull nginx:1.29",
    });
  });

  test.each(["bad image!!", "Nginx", "nginx:", ":1.2", "nginx:1.2@sha256:12", "a//b", "http://registry.example/nginx"])(
    "cannot be called %j: the variable is named before the engine is asked",
    async (image) => {
      await expect(assertImages([sideWith()], LAYERS, { NGINX_IMAGE: image })).rejects.toMatchObject({
        code: "usage",
        message: "NGINX_IMAGE is not the name of an image",
        observed: image,
      });
    },
  );

  test.each([
    "nginx",
    "nginx:1.29-alpine",
    "registry.example:5000/team/my__nginx:v1",
    `nginx@sha256:${"0".repeat(64)}`,
    `sha256:${"0".repeat(64)}`,
    "0123456789ab",
    "[::1]:5000/nginx",
  ])("may be called %s", async (image) => {
    present.add(image);
    await expect(assertImages([sideWith()], LAYERS, { NGINX_IMAGE: image })).resolves.toBeUndefined();
  });
});

describe("what the caller's environment changed", () => {
  test("is told by variable, once", () => {
    const side = sideWith({
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      configs: { "nginx#2": configCalled("outer"), nginx: configCalled("inner") },
    });
    expect(
      imageOverrides([side, side], LAYERS, { NGINX_IMAGE: "nginx:1.29", CURL_IMAGE: "curl:8", PATH: "/" }),
    ).toEqual({ NGINX_IMAGE: "nginx:1.29" });
  });

  test.each([{ NGINX_IMAGE: "" }, { NGINX_IMAGE: "buffering-lab/nginx:1.0.0" }, {}])("is nothing with %j", (env) => {
    expect(imageOverrides([sideWith()], LAYERS, env)).toEqual({});
  });

  test("is nothing where the side asks for a version", () => {
    const side = sideWith({ versions: { nginx: "1.31.3" } });
    expect(imageOverrides([side], LAYERS, { NGINX_IMAGE: "nginx:1.29" })).toEqual({});
  });
});

test("ids of images, without those that are not there", async () => {
  expect(await imageIds(["buffering-lab/app:1.0.0", "none:1", "buffering-lab/app:1.0.0"])).toEqual({
    "buffering-lab/app:1.0.0": "sha256:buffering-lab/app:1.0.0",
  });
});
