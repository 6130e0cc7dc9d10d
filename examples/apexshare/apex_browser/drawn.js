// What stands on the screen: texts with their contrast, and how large is what can be pressed.
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  // Browsers name colours in many spaces; a pixel is red, green, blue and how opaque it is.
  const pixel = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { channels: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (top, below) => top.channels.map((value, at) => value * top.alpha + below[at] * (1 - top.alpha));
  const behind = (one) => {
    if (!one) return pixel("Canvas").channels;
    const ground = pixel(getComputedStyle(one).backgroundColor);
    return ground.alpha === 1 ? ground.channels : over(ground, behind(one.parentElement));
  };

  // https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
  const luminance = (channels) => {
    const [red, green, blue] = channels.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((first, second) => second - first);
    return (light + 0.05) / (dark + 0.05);
  };

  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(".unseen");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !isSeen(one)) continue;
    const style = getComputedStyle(one);
    const [size, weight] = [parseFloat(style.fontSize), Number(style.fontWeight)];
    const ground = behind(one);
    texts.push({
      text,
      contrast: contrast(over(pixel(style.color), ground), ground),
      isLarge: size >= 24 || (size >= 18.66 && weight >= 700),
    });
  }

  const targets = [...document.querySelectorAll("button, input, summary")].filter(isSeen).map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return { name: one.ariaLabel ?? one.textContent ?? one.name, width, height };
  });
  return { texts, targets, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth };
};
