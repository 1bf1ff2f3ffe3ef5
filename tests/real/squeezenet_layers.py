#!/usr/bin/python3
"""squeezenet_layers.py DATA OUT: channel means of six layers of SqueezeNet for the 92 images, as OUT/LAYER.npy [image x channel].

Needs Debian's python3-opencv.
"""
import pathlib
import sys

import cv2
import numpy as np

LAYERS = ("relu_conv1", "fire3", "fire5", "fire7", "fire8", "fire9")


def main(data, out):
    data, out = pathlib.Path(data), pathlib.Path(out)
    cv2.setNumThreads(1)
    net = cv2.dnn.readNetFromONNX(str(data / "cnn/squeezenet1_0_dc.onnx"))
    known = {name.split("!")[-1].removesuffix("_concat"): name for name in net.getLayerNames()}
    images = sorted((data / "rsa_92images/images").glob("*.png"))
    means = {layer: [] for layer in LAYERS}
    for image in images:
        pixels = cv2.resize(cv2.imread(str(image)), (227, 227), interpolation=cv2.INTER_LINEAR)
        net.setInput(cv2.dnn.blobFromImage(pixels, 1.0, (227, 227), (104, 117, 123)))
        for layer, output in zip(LAYERS, net.forward([known[layer] for layer in LAYERS])):
            means[layer].append(output[0].mean(axis=(1, 2)))
    for layer in LAYERS:
        np.save(out / f"{layer}.npy", np.array(means[layer], dtype=np.float64))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
