"""Segment the images with the sample participants' methods and write their masks.

    python submissions/segment.py                  all of them, in about ten seconds
    python submissions/segment.py random-walker    only the ones named

Reads the images under data/ and nothing else; the reference masks play no part. A method that
answers in a phase has a folder submissions/<phase>/<participant>/<method> there, with the
submission.yaml that describes it.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1, scikit-image 0.26.0, scikit-learn 1.9.1 and Pillow
13.0.0. Other versions may decide a few pixels differently.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage import feature, filters, measure, morphology, segmentation
from sklearn.mixture import GaussianMixture

CHALLENGE = Path(__file__).resolve().parent.parent
SEED = 0
SMALLEST_NUCLEUS = 30  # pixels; what is smaller is taken for noise
MARGIN = 16

Grey = NDArray[np.float64]
Mask = NDArray[np.bool_]


def global_mean(image: Grey) -> Mask:
    """Brighter than the mean of the image."""
    return image > image.mean()


def otsu(image: Grey) -> Mask:
    """One threshold, between the two groups of grey values that it parts best."""
    smooth = filters.gaussian(image, 1)
    return tidy(smooth > filters.threshold_otsu(smooth))


def otsu_log(image: Grey) -> Mask:
    """Otsu's threshold on logarithms: a few very bright nuclei no longer move it."""
    smooth = np.log1p(filters.gaussian(image, 1))
    return tidy(smooth > filters.threshold_otsu(smooth))


def local_threshold(image: Grey) -> Mask:
    """Brighter than the neighbourhood, and than anything that can be background."""
    smooth = filters.gaussian(image, 1)
    neighbourhood = filters.threshold_local(smooth, 61, method="gaussian")
    return tidy((smooth > neighbourhood) & (smooth > filters.threshold_triangle(smooth)))


def watershed(image: Grey) -> Mask:
    """Floods the gradient from what is surely background and surely nucleus."""
    smooth = np.log1p(filters.gaussian(image, 1))
    markers = sure_markers(smooth)
    return tidy(segmentation.watershed(filters.sobel(smooth), markers) == 2)


def random_walker(image: Grey) -> Mask:
    """Gives a pixel to the marker that a random walker, shy of edges, reaches first."""
    smooth = np.log1p(filters.gaussian(image, 1))
    return tidy(segmentation.random_walker(smooth, sure_markers(smooth), beta=300, mode="bf") == 2)


def gaussian_mixture(image: Grey) -> Mask:
    """Three normal distributions of one shape over brightness at two scales; square roots make
    the camera's noise alike everywhere. The darkest distribution is background."""
    root = np.sqrt(image)
    features = np.stack([filters.gaussian(root, scale).ravel() for scale in (1, 2)], axis=1)
    mixture = GaussianMixture(3, covariance_type="tied", random_state=SEED).fit(features)
    darkest = mixture.means_.mean(axis=1).argmin()
    return tidy((mixture.predict(features) != darkest).reshape(image.shape))


def chan_vese(image: Grey) -> Mask:
    """Morphological active contours without edges: two regions, each as even as it can be."""
    smooth = np.log1p(filters.gaussian(image, 1))
    start = smooth > np.median(smooth)
    mask = segmentation.morphological_chan_vese(smooth, 60, init_level_set=start, smoothing=2)
    return tidy(mask.astype(bool))


def canny_fill(image: Grey) -> Mask:
    """Canny's edges, closed, and what they enclose. The image is mirrored beyond its edges, so
    that nuclei which an edge cuts are enclosed too."""
    root = np.pad(np.sqrt(image), MARGIN, mode="reflect")
    edges = feature.canny(root, sigma=2, low_threshold=0.4, high_threshold=0.9)
    filled = ndimage.binary_fill_holes(morphology.closing(edges, morphology.disk(3)))
    opened = morphology.opening(filled, morphology.disk(4))
    return tidy(opened[MARGIN:-MARGIN, MARGIN:-MARGIN])


def sure_markers(smooth: Grey) -> NDArray[np.int64]:
    """1 well below Otsu's threshold, 2 well above it, 0 between."""
    threshold = filters.threshold_otsu(smooth)
    dark, bright = smooth[smooth <= threshold].mean(), smooth[smooth > threshold].mean()
    markers = np.zeros(smooth.shape, dtype=int)
    markers[smooth < (threshold + dark) / 2] = 1
    markers[smooth > (threshold + bright) / 2] = 2
    return markers


def tidy(mask: Mask) -> Mask:
    """Without holes and without specks."""
    labels = measure.label(ndimage.binary_fill_holes(mask))
    large = np.bincount(labels.ravel()) >= SMALLEST_NUCLEUS
    large[0] = False
    return large[labels]


METHODS: dict[str, Callable[[Grey], Mask]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        global_mean,
        otsu,
        otsu_log,
        local_threshold,
        watershed,
        random_walker,
        gaussian_mixture,
        chan_vese,
        canny_fill,
    )
}


def main(names: list[str]) -> None:
    unknown = sorted(set(names) - set(METHODS))
    if unknown:
        raise SystemExit(f"no method {', '.join(unknown)}; there are {', '.join(METHODS)}")
    for name in names or list(METHODS):
        started = time.perf_counter()
        folders = sorted((CHALLENGE / "submissions").glob(f"*/*/{name}"))
        for folder in folders:
            for path in sorted((CHALLENGE / "data" / folder.parent.parent.name).glob("*.png")):
                mask = METHODS[name](np.asarray(Image.open(path), dtype=float))
                Image.fromarray(mask).save(folder / path.name, optimize=True)
        print(f"{name:18} {len(folders)} phases, {time.perf_counter() - started:5.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
