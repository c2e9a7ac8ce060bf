"""Writes random programs: operators of torch on tensors of random shapes, strides and types, with what torch makes of them.

    python3 tests/parity/programs.py FOLDER [--count 500] [--seed 1] [--most 60] [--ops WORD,...]

`make programs` runs this and plays the programs in hug (programs.lua). It needs torch and safetensors; the same seed gives
the same programs. --most bounds the elements of a tensor, --ops keeps programs that use one of these operators only.

FOLDER/programs/programs.json       {"programs": [{"inputs": {name: {"grad": bool}}, "steps": [[operator, arguments, results]],
                                     "outputs": {name: [atol, rtol]}, "loss": [names], "grads": {name: [atol, rtol]}}]}
FOLDER/programs/programs.safetensors    "<program>/<input>", "<program>/<output>", "<program>/grad/<input>"

In arguments "%name" stands for a tensor. The loss is the sum over its outputs, as f64, of output * sin(0.7 k + 1), where k counts
the elements. What is not finite takes no part in it. A program is kept only if the same in f64 gives the same integers, shapes and, but
for rounding, numbers; the difference is what the tolerance comes from.
"""

import argparse
import json
import os
import random

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

DTYPES = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i64": torch.int64,
          "i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8, "bool": torch.bool}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
FLOOR = {torch.float64: (1e-11, 1e-10), torch.float32: (1e-6, 1e-5), torch.float16: (2e-3, 4e-3), torch.bfloat16: (1.6e-2, 3e-2)}
ILL = {torch.float64: 1e-7, torch.float32: 1e-3, torch.float16: 0.05, torch.bfloat16: 0.2}   # a greater relative error is no use


# ---- Operators as torch calls them -------------------------------------------------------------------------------------

def index(input, indices, dims=None):
    dims = dims or range(len(indices))
    return input[tuple(dict(zip(dims, indices)).get(d, slice(None)) for d in range(max(dims) + 1))]


def slice_(input, dim=0, start=None, stop=None, step=1):
    return input[(slice(None),) * (dim % input.dim()) + (slice(start, stop, step),)]


SPECIAL = {
    "to": lambda input, dtype: input.to(dtype),
    "expand": lambda input, size: input.expand(size),
    "view": lambda input, shape: input.view(shape),
    "repeat": lambda input, repeats: input.repeat(repeats),
    "contiguous": lambda input: input.contiguous(),
    "squeeze": lambda input, dim=None: torch.squeeze(input) if dim is None else torch.squeeze(input, tuple(dim)),
    "slice": slice_,
    "index": index,
    "index_put": lambda input, indices, values, accumulate=False: torch.index_put(input, tuple(indices), values, accumulate),
    "vector_norm": torch.linalg.vector_norm,
    "tensor_unfold": lambda input, dimension, size, step: input.unfold(dimension, size, step),
    "cross": torch.linalg.cross,
    "einsum": lambda equation, operands: torch.einsum(equation, *operands),
    "cartesian_prod": lambda tensors: torch.cartesian_prod(*tensors),
    "meshgrid": lambda tensors, indexing="ij": torch.meshgrid(*tensors, indexing=indexing),
    "where": lambda condition, input, other: torch.where(condition, input, other),
    "geglu": lambda input, dim=-1: (lambda a, b: a * F.gelu(b))(*input.chunk(2, dim)),
    "swiglu": lambda input, dim=-1: (lambda a, b: a * F.silu(b))(*input.chunk(2, dim)),
    "reglu": lambda input, dim=-1: (lambda a, b: a * F.relu(b))(*input.chunk(2, dim)),
    "quick_gelu": lambda input: input * torch.sigmoid(1.702 * input),
    "relu2": lambda input: F.relu(input).square(),
    "scatter": lambda input, dim, index, src: torch.scatter(input, dim, index, src),
    "embedding": F.embedding,
    "kl_div": F.kl_div,
    "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits,
    "rms_norm": lambda input, weight, eps: F.rms_norm(input, input.shape[-1:], weight, eps),
    "group_norm": F.group_norm,                # which refuses groups of one value; torch.group_norm does not
    "clamp_min": lambda input, min: torch.clamp_min(input, min),
    "clamp_max": lambda input, max: torch.clamp_max(input, max),
}


def function_of(op):
    if op in SPECIAL:
        return SPECIAL[op]
    if op.endswith("_"):
        return lambda input, **rest: getattr(input, op)(**rest)
    return getattr(torch, op, None) or getattr(F, op)


def resolved(value, tensors):
    if isinstance(value, str):
        return tensors[value[1:]] if value.startswith("%") else DTYPES.get(value, value)
    if isinstance(value, list):
        return [resolved(v, tensors) for v in value]
    return value


def call(op, args, tensors):
    result = function_of(op)(**{name: resolved(value, tensors) for name, value in args.items()})
    return list(result) if isinstance(result, (tuple, list)) else [result]


# ---- A program that is being written -------------------------------------------------------------------------------------

class Program:
    def __init__(self, rng, most):
        self.rng, self.most = rng, most
        self.tensors, self.inputs, self.steps, self.used = {}, {}, [], set()
        self.dtype = rng.choices(["f32", "f64", "f16", "bf16", "i64", "i32", "u8", "bool"], [50, 20, 6, 6, 8, 4, 3, 3])[0]

    # -- choices --

    def chance(self, p):
        return self.rng.random() < p

    def size(self):
        return 0 if self.chance(0.02) else self.rng.choice([1, 2, 2, 3, 3, 4, 5])

    def shape(self, least=0, most=4):
        while True:
            shape = [self.size() for _ in range(self.rng.randint(least, most))]
            if torch.Size(shape).numel() <= self.most:
                return shape

    def number(self):
        return self.rng.choice([0, 1, 2, 3, -1, 0.5, -1.5, 2.25])

    def dim(self, x):
        n = max(1, self[x].dim())
        return self.rng.randrange(-n, n)

    def dims(self, x):
        some = self.rng.sample(range(self[x].dim()), self.rng.randint(1, self[x].dim()))
        return [d - self[x].dim() if self.chance(0.3) else d for d in some]

    # -- tensors --

    def __getitem__(self, ref):
        return self.tensors[ref[1:]]

    def new(self, shape, dtype=None, low=-5, high=6):
        dtype = DTYPES[dtype or self.dtype]
        seed = torch.Generator().manual_seed(self.rng.getrandbits(40))
        if dtype.is_floating_point:
            t = torch.randn(shape, generator=seed, dtype=torch.float64).to(dtype)
        else:
            t = torch.randint(0 if dtype == torch.uint8 else low, high, shape, generator=seed)
            t = t % 2 == 0 if dtype == torch.bool else t.to(dtype)
        name = "abcdefghijklmnop"[len(self.inputs)]
        grad = dtype.is_floating_point and self.chance(0.8)
        self.inputs[name] = {"grad": grad, "value": t}
        self.tensors[name] = t.clone().requires_grad_(grad)
        return "%" + name

    def pick(self, fits=lambda t: True):
        """A tensor that there is and that fits, most often a late one that nothing used yet; else None."""
        refs = ["%" + name for name, t in self.tensors.items() if fits(t)]
        fresh = [ref for ref in refs if ref[1:] not in self.used]
        return self.rng.choice((fresh or refs)[-3:]) if refs else None

    def any(self, least=0):
        return self.pick(lambda t: t.dim() >= least) or self.new(self.shape(least))

    def float(self, least=0, dtype="f32"):
        own = self.dtype if DTYPES[self.dtype].is_floating_point else dtype
        return self.pick(lambda t: t.is_floating_point() and t.dim() >= least) or self.new(self.shape(least), own)

    def distinct(self, least=1):
        """Floats that are all different, so that no order depends on chance."""
        def fits(t):
            return t.dtype in (torch.float32, torch.float64) and t.dim() >= least and t.numel() > 0 and t.unique().numel() == t.numel()
        return self.pick(fits) or self.new(self.nonempty(least), self.rng.choice(["f32", "f64"]))

    def nonempty(self, least=0, most=3):
        while True:
            shape = self.shape(least, most)
            if 0 not in shape:
                return shape

    def like(self, x, dtype=None):
        """Another tensor of x's type."""
        return dtype or NAMES[self[x].dtype]

    def partner(self, x):
        """What x can be broadcast with: a number, a tensor that there is, or a new one."""
        shape = list(self[x].shape)
        if self.chance(0.2):
            return self.number()
        other = self.pick(lambda t: t is not self[x] and broadcast(t.shape, self[x].shape)) if self.chance(0.5) else None
        if other:
            return other
        cut = [1 if self.chance(0.3) else n for n in shape][self.rng.randint(0, len(shape)) if self.chance(0.3) else 0:]
        return self.new(cut, self.rng.choice([None, self.like(x), self.like(x), "f32", "i64"]))

    def indices(self, shape, size):
        return self.new(shape, "i64", 0, max(1, size))

    def step(self, op, **args):
        args = {name: value for name, value in args.items() if value is not None}
        results = call(op, args, self.tensors)
        if len(results) > 6 or any(t.numel() > 2 * self.most or t.dim() > 6 for t in results):
            raise ValueError("too large")
        if any(t.is_complex() for t in results):
            raise ValueError("complex")
        names = []
        for t in results:
            names.append(f"t{sum(len(step[2]) for step in self.steps) + len(names)}")
        self.steps.append([op, args, names])
        for name, t in zip(names, results):
            self.tensors[name] = t
        for ref in refs_of(args):
            self.used.add(ref[1:])
        return "%" + names[0]


def refs_of(value):
    if isinstance(value, str):
        return [value] if value.startswith("%") else []
    if isinstance(value, dict):
        value = value.values()
    return [ref for v in value for ref in refs_of(v)] if not isinstance(value, (int, float, bool)) else []


def broadcast(a, b):
    return all(m == n or 1 in (m, n) for m, n in zip(reversed(a), reversed(b)))


# ---- How each operator is drawn: families by names ---------------------------------------------------------------------------

MAKERS = {}


def family(names):
    def register(make):
        for name in names.split():
            MAKERS[name] = make
        return make
    return register


@family("neg abs sign floor ceil trunc square relu positive logical_not isnan isfinite isinf signbit")
def of_any(p, op):
    p.step(op, input=p.any())


@family("frac exp exp2 expm1 sin cos atan sinh cosh tanh asinh deg2rad rad2deg sigmoid erf erfc relu6 hardsigmoid hardswish tanhshrink "
        "softsign logsigmoid selu silu mish quick_gelu relu2 softplus elu celu leaky_relu hardtanh hardshrink softshrink gelu")
def of_floats(p, op):
    extra = {}
    if p.chance(0.4):
        extra = {"elu": {"alpha": 0.7}, "celu": {"alpha": 1.3}, "leaky_relu": {"negative_slope": 0.2}, "softplus": {"beta": 1.5},
                 "hardtanh": {"min_val": -0.5, "max_val": 0.75}, "hardshrink": {"lambd": 0.3}, "softshrink": {"lambd": 0.2},
                 "gelu": {"approximate": "tanh"}}.get(op, {})
    p.step(op, input=p.float(), **extra)


@family("sqrt rsqrt log log2 log10 log1p reciprocal lgamma digamma")
def of_positive(p, op):
    p.step(op, input=p.step("add", input=p.step("abs", input=p.float()), other=0.5))


@family("asin acos atanh tan erfinv")
def within_one(p, op):
    p.step(op, input=p.step("mul", input=p.step("tanh", input=p.float()), other=0.9))


@family("add sub mul maximum minimum fmax fmin eq ne lt le gt ge logical_and logical_or logical_xor rsub")
def of_two(p, op):
    x = p.any()
    extra = {"alpha": p.rng.choice([2, -1, 3])} if op in ("add", "sub") and p.chance(0.3) else {}
    other = p.partner(x)
    if isinstance(other, (int, float)) and op in ("maximum", "minimum", "fmax", "fmin", "logical_and", "logical_or", "logical_xor"):
        other = p.new([])
    p.step(op, input=x, other=other, **extra)


@family("div floor_divide remainder fmod")
def quotients(p, op):
    x, y = p.any(), p.partner(p.any())
    if not isinstance(y, str):
        y = 2.25
    else:
        y = p.step("add", input=p.step("abs", input=y), other=p.rng.choice([1, 2, 0.75]))
    mode = p.rng.choice([None, None, "floor", "trunc"]) if op == "div" else None
    p.step(op, input=x, other=y, rounding_mode=mode)


@family("atan2 hypot logaddexp")
def of_two_floats(p, op):
    x = p.float()
    y = p.partner(x)
    p.step(op, input=x, other=y if isinstance(y, str) else p.new(list(p[x].shape)[-1:], p.like(x)))


@family("pow")
def powers(p, op):
    x = p.any()
    if p.chance(0.6):
        p.step(op, input=x, exponent=p.rng.choice([0, 1, 2, 3]))
    else:
        p.step(op, input=p.step("add", input=p.step("abs", input=p.float()), other=0.5), exponent=p.rng.choice([0.5, -1, -0.5, 1.5]))


@family("bitwise_and bitwise_or bitwise_xor bitwise_not")
def bits(p, op):
    x = p.pick(lambda t: not t.is_floating_point()) or p.new(p.shape(), "i64")
    if op == "bitwise_not":
        p.step(op, input=x)
    else:
        p.step(op, input=x, other=p.new(list(p[x].shape), p.rng.choice(["i64", "i32", "u8", p.like(x)])))


@family("lerp addcmul addcdiv")
def of_three(p, op):
    x = p.float()
    shape = list(p[x].shape)
    y, z = p.new(shape, p.like(x)), p.new([1] * len(shape) if p.chance(0.3) else shape, p.like(x))
    if op == "lerp":
        p.step(op, input=x, end=y, weight=p.rng.choice([0.25, 0.75, z]))
    else:
        if op == "addcdiv":
            z = p.step("add", input=p.step("abs", input=z), other=0.5)
        p.step(op, input=x, tensor1=y, tensor2=z, value=p.rng.choice([1, 2, -0.5]))


@family("clamp clamp_min clamp_max")
def clamps(p, op):
    x = p.any()
    if op != "clamp":
        p.step(op, input=x, **{op[6:]: p.number()})
    else:
        p.step(op, input=x, min=p.rng.choice([None, -1, -0.5]), max=p.rng.choice([1, 0.75]))


@family("where masked_fill")
def masks(p, op):
    x = p.any()
    mask = p.new([1 if p.chance(0.2) else n for n in p[x].shape], "bool")
    if op == "where":
        other = p.partner(x)
        p.step(op, condition=mask, input=x, other=other if isinstance(other, str) else p.new([], p.like(x)))
    else:
        p.step(op, input=x, mask=mask, value=p.rng.choice([0, 1, -2]))


@family("nan_to_num round")
def repairs(p, op):
    p.step(op, input=p.float())


@family("glu geglu swiglu reglu")
def gates(p, op):
    x = p.float(1)
    x = p.step("cat", tensors=[x, p.new(list(p[x].shape), p.like(x))], dim=-1)
    p.step(op, input=x, dim=p.rng.choice([-1, p[x].dim() - 1]))


@family("sum mean prod amax amin logsumexp all any var std count_nonzero vector_norm nansum")
def reductions(p, op):
    x = p.float(1) if op in ("mean", "logsumexp", "var", "std", "vector_norm", "nansum") else p.any(1)
    if op in ("amax", "amin", "all", "any") and p[x].numel() == 0:
        raise ValueError("empty")
    args = {}
    if p.chance(0.75) or op == "logsumexp":
        args["dim"] = p.dim(x) if op == "prod" else p.dims(x)
        if op in ("count_nonzero",):
            args["dim"] = args["dim"]
        elif p.chance(0.5):
            args["keepdim"] = True
    if op in ("sum", "mean", "prod") and p.chance(0.1):
        args["dtype"] = "f64"
    if op in ("var", "std") and p.chance(0.5):
        args["correction"] = 0
        args.setdefault("dim", [0])
    if op == "vector_norm":
        args["ord"] = p.rng.choice([1, 2, 3, 2])
    p.step(op, input=x, **args)


@family("max min argmax argmin")
def extremes(p, op):
    x = p.distinct()
    args = {"dim": p.dim(x), "keepdim": p.chance(0.5)} if p.chance(0.7) else {}
    p.step(op, input=x, **args)


@family("softmax log_softmax cumsum cumprod logcumsumexp cummax cummin softmin")
def along(p, op):
    x = p.distinct() if op in ("cummax", "cummin") else p.any(1) if op in ("cumsum", "cumprod") else p.float(1)
    p.step(op, input=x, dim=p.dim(x))


@family("sort topk kthvalue argsort median msort")
def orders(p, op):
    x = p.distinct()
    d = p.dim(x)
    n = p[x].shape[d]
    if op in ("sort", "argsort"):
        p.step(op, input=x, dim=d, descending=p.chance(0.5), stable=True)
    elif op == "msort":
        p.step(op, input=x)
    elif op == "median":
        p.step(op, input=x, dim=d, keepdim=p.chance(0.5))
    else:
        p.step(op, input=x, dim=d, k=p.rng.randint(1, n), **({"largest": p.chance(0.5)} if op == "topk" else {}))


@family("matmul mm bmm mv dot outer addmm baddbmm linear bilinear kron einsum")
def products(p, op):
    dtype = p.dtype if p.dtype in ("f32", "f64", "bf16", "f16") else "f32"
    b, m, k, n = (p.rng.randint(1, 4) for _ in range(4))
    pick = lambda *shape: p.pick(lambda t: list(t.shape) == list(shape) and NAMES[t.dtype] == dtype) or p.new(list(shape), dtype)
    if op == "matmul":
        left = p.rng.choice([[k], [m, k], [b, m, k], [b, 1, m, k]])
        right = p.rng.choice([[k], [k, n], [b, k, n], [1, k, n]])
        p.step(op, input=pick(*left), other=pick(*right))
    elif op == "mm":
        p.step(op, input=pick(m, k), mat2=p.step("t", input=p.new([n, k], dtype)))
    elif op == "bmm":
        p.step(op, input=pick(b, m, k), mat2=p.step("transpose", input=p.new([b, n, k], dtype), dim0=1, dim1=2))
    elif op == "mv":
        p.step(op, input=pick(m, k), vec=pick(k))
    elif op == "dot":
        p.step(op, input=pick(k), tensor=pick(k))
    elif op == "outer":
        p.step(op, input=pick(m), vec2=pick(n))
    elif op == "kron":
        p.step(op, input=pick(m, k), other=pick(2, 2))
    elif op == "addmm":
        p.step(op, input=p.new(p.rng.choice([[n], [m, n], [1, n]]), dtype), mat1=pick(m, k), mat2=pick(k, n), beta=p.rng.choice([1, 0.5]), alpha=2)
    elif op == "baddbmm":
        p.step(op, input=p.new([b, m, n], dtype), batch1=pick(b, m, k), batch2=pick(b, k, n), alpha=0.5)
    elif op == "bilinear":
        p.step(op, input1=pick(b, m), input2=pick(b, k), weight=p.new([n, m, k], dtype), bias=p.new([n], dtype))
    elif op == "einsum":
        equation, shapes = p.rng.choice([("ij,jk->ik", [[m, k], [k, n]]), ("bij,bkj->bik", [[b, m, k], [b, n, k]]), ("ij->ji", [[m, k]]),
                                         ("ij,ij->i", [[m, k], [m, k]]), ("ii->i", [[k, k]]), ("i,j", [[m], [n]])])
        p.step(op, equation=equation, operands=[pick(*shape) for shape in shapes])
    else:
        x = p.pick(lambda t: t.dim() > 0 and t.shape[-1] > 0 and NAMES[t.dtype] == dtype) or p.new([b, m, k], dtype)
        p.step(op, input=x, weight=p.new([n, p[x].shape[-1]], dtype), bias=p.new([n], dtype) if p.chance(0.7) else None)


@family("reshape view flatten unflatten unsqueeze squeeze expand broadcast_to repeat tile")
def shapes(p, op):
    x = p.any()
    t = p[x]
    if op in ("reshape", "view"):
        sizes = [n for n in t.shape]
        p.rng.shuffle(sizes)
        if len(sizes) > 1 and p.chance(0.5):
            sizes = [sizes[0] * sizes[1]] + sizes[2:]
        if sizes and 0 not in sizes and p.chance(0.5):
            sizes[p.rng.randrange(len(sizes))] = -1
        p.step(op, input=x, shape=sizes)
    elif op == "flatten":
        start = p.rng.randrange(max(1, t.dim()))
        p.step(op, input=x, start_dim=start, end_dim=p.rng.randrange(start, max(1, t.dim())))
    elif op == "unflatten":
        x = p.any(1)
        d = p.dim(x)
        p.step(op, input=x, dim=d, sizes=p.rng.choice([[1, -1], [p[x].shape[d], 1]]))
    elif op == "unsqueeze":
        p.step(op, input=x, dim=p.rng.randint(-t.dim() - 1, t.dim()))
    elif op == "squeeze":
        p.step(op, input=x, dim=p.dims(x) if t.dim() and p.chance(0.5) else None)
    elif op in ("expand", "broadcast_to"):
        size = [p.rng.randint(1, 3) if n == 1 else n for n in t.shape]
        p.step(op, input=x, size=[p.rng.randint(1, 2)] * p.chance(0.4) + size)
    else:
        p.step(op, input=x, **{"repeats" if op == "repeat" else "dims": [p.rng.randint(1, 2) for _ in t.shape] or [2]})


@family("permute transpose t movedim narrow select slice diagonal flip roll tril triu diag_embed tensor_unfold contiguous clone rot90 to detach")
def views(p, op):
    x = p.any({"t": 0, "diagonal": 2, "tril": 2, "triu": 2, "rot90": 2}.get(op, 1))
    t = p[x]
    d = p.dim(x)
    n = t.shape[d]
    if op == "permute":
        p.step(op, input=x, dims=p.rng.sample(range(t.dim()), t.dim()))
    elif op == "transpose":
        p.step(op, input=x, dim0=d, dim1=p.dim(x))
    elif op == "movedim":
        p.step(op, input=x, source=d, destination=p.dim(x))
    elif op == "narrow":
        start = p.rng.randint(0, n)
        p.step(op, input=x, dim=d, start=start, length=p.rng.randint(0 if p.chance(0.1) else min(1, n - start), n - start))
    elif op == "select":
        p.step(op, input=x, dim=d, index=p.rng.randrange(-n, n) if n else 0)
    elif op == "slice":
        p.step(op, input=x, dim=d, start=p.rng.choice([None, 0, 1, -2]), stop=p.rng.choice([None, n, -1]), step=p.rng.choice([1, 2, 3]))
    elif op in ("diagonal", "diag_embed"):
        p.step(op, input=x, offset=p.rng.choice([0, 1, -1]), **({"dim1": -1, "dim2": 0} if op == "diagonal" and p.chance(0.4) else {}))
    elif op == "flip":
        p.step(op, input=x, dims=p.dims(x))
    elif op == "roll":
        p.step(op, input=x, shifts=p.rng.randint(-3, 3), dims=d if p.chance(0.7) else None)
    elif op in ("tril", "triu"):
        p.step(op, input=x, diagonal=p.rng.randint(-2, 2))
    elif op == "tensor_unfold":
        p.step(op, input=x, dimension=d, size=p.rng.randint(1, max(1, n)), step=p.rng.randint(1, 2))
    elif op == "rot90":
        p.step(op, input=x, k=p.rng.randint(0, 3), dims=p.rng.sample(range(t.dim()), 2))
    elif op == "to":
        p.step(op, input=x, dtype=p.rng.choice(["f32", "f64", "f32", "f64", "f16", "bf16", "i64", "bool"]))
    else:
        p.step(op, input=x)


@family("cat stack split chunk tensor_split unbind repeat_interleave meshgrid cartesian_prod")
def pieces(p, op):
    x = p.any(1)
    d, t = p.dim(x), p[x]
    if op in ("cat", "stack"):
        other = list(t.shape)
        if op == "cat":
            other[d] = p.rng.randint(0, 3)
        parts = [x, p.new(other, p.rng.choice([p.like(x), p.like(x), "f32"]))]
        p.rng.shuffle(parts)
        p.step(op, tensors=parts, dim=d)
    elif op == "split":
        p.step(op, tensor=x, split_size_or_sections=p.rng.randint(1, 3), dim=d)
    elif op == "chunk":
        p.step(op, input=x, chunks=p.rng.randint(1, 3), dim=d)
    elif op == "tensor_split":
        p.step(op, input=x, indices_or_sections=p.rng.choice([2, 3, [1], [1, 2]]), dim=d)
    elif op == "unbind":
        p.step(op, input=x, dim=d)
    elif op == "repeat_interleave":
        p.step(op, input=x, repeats=p.rng.choice([1, 2]), dim=d)
    else:
        p.step(op, tensors=[p.new([p.rng.randint(1, 3)]), p.new([p.rng.randint(1, 3)])])


@family("gather index_select index take take_along_dim embedding scatter scatter_add index_add index_copy index_fill index_put masked_select "
        "select_scatter nonzero")
def indexing(p, op):
    x = p.pick(lambda t: t.dim() > 0 and t.numel() > 0) or p.new(p.nonempty(1))
    t = p[x]
    d = p.dim(x)
    n, dtype = t.shape[d], p.like(x)
    other = list(t.shape)
    if op in ("gather", "scatter", "scatter_add", "take_along_dim"):
        other[d] = p.rng.randint(1, 3) if op != "scatter" else 1
        i = p.indices(other, n)
        if op in ("gather", "take_along_dim"):
            p.step(op, input=x, dim=d, **{"index" if op == "gather" else "indices": i})
        else:
            p.step(op, input=x, dim=d, index=i, src=p.new(other, dtype))
    elif op in ("index_select", "index_add", "index_copy", "index_fill"):
        if op == "index_copy":
            i = p.indices([1], n)
        else:
            i = p.indices([p.rng.randint(1, 3)], n)
        other[d] = p[i].numel()
        extra = {"index_select": {}, "index_fill": {"value": 2}}.get(op)
        p.step(op, input=x, dim=d, index=i, **(extra if extra is not None else {"source": p.new(other, dtype)}))
    elif op == "take":
        p.step(op, input=x, index=p.indices(p.nonempty(0, 2), t.numel()))
    elif op == "embedding":
        w = p.pick(lambda t: t.dim() == 2 and t.is_floating_point() and t.shape[0] > 0) or p.new([4, 3], "f32")
        p.step(op, input=p.indices(p.nonempty(0, 2), p[w].shape[0]), weight=w)
    elif op == "index":
        if p.chance(0.3):
            p.step(op, input=x, indices=[p.new([t.shape[0]], "bool")])
        elif p.chance(0.3) and t.dim() > 1:
            p.step(op, input=x, indices=[p.indices([2], t.shape[0]), p.indices([2], t.shape[1])])
        else:
            p.step(op, input=x, indices=[p.indices(p.nonempty(1, 2), n)], dims=[d % t.dim()])
    elif op == "index_put":
        i = p.indices([1] if p.chance(0.5) else [2], t.shape[0])
        p.step(op, input=x, indices=[i], values=p.new(other[1:], dtype), accumulate=len(p[i]) > 1 or p.chance(0.5))
    elif op == "masked_select":
        p.step(op, input=x, mask=p.new(list(t.shape), "bool"))
    elif op == "select_scatter":
        p.step(op, input=x, src=p.new(other[:d % t.dim()] + other[d % t.dim() + 1:], dtype), dim=d, index=p.rng.randrange(n))
    else:
        p.step(op, input=x)


@family("layer_norm group_norm normalize rms_norm")
def norms(p, op):
    x = p.pick(lambda t: t.is_floating_point() and t.dim() > 1 and t.shape[-1] > 1 and t.numel() > 0) or p.new([3, 4, 2], "f32")
    t, dtype = p[x], p.like(x)
    if op == "layer_norm":
        shape = list(t.shape[p.rng.randrange(1, t.dim()):])
        p.step(op, input=x, normalized_shape=shape, weight=p.new(shape, dtype) if p.chance(0.6) else None, eps=p.rng.choice([1e-5, 1e-2]))
    elif op == "group_norm":
        p.step(op, input=x, num_groups=p.rng.choice([g for g in (1, 2, 3, 4) if t.shape[1] % g == 0]))
    elif op == "rms_norm":
        p.step(op, input=x, weight=p.new([t.shape[-1]], dtype), eps=1e-3)
    else:
        p.step(op, input=x, p=p.rng.choice([2, 1]), dim=p.dim(x))


@family("cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy_with_logits kl_div soft_margin_loss")
def losses(p, op):
    reduction = p.rng.choice(["none", "mean", "sum"])
    if op in ("cross_entropy", "nll_loss"):
        x = p.pick(lambda t: t.dtype in (torch.float32, torch.float64) and t.dim() == 2 and t.numel() > 0) or p.new([3, 4], "f32")
        if op == "nll_loss":
            x = p.step("log_softmax", input=x, dim=1)
        p.step(op, input=x, target=p.indices([p[x].shape[0]], p[x].shape[1]), reduction=reduction)
        return
    x = p.float()
    y = p.new(list(p[x].shape), p.like(x))
    if op in ("binary_cross_entropy_with_logits", "kl_div"):
        y = p.step("sigmoid", input=y)
    if op == "soft_margin_loss":
        y = p.step("sign", input=y)
    p.step(op, input=x, target=y, reduction=reduction)


@family("scaled_dot_product_attention")
def attends(p, op):
    dtype = p.rng.choice(["f32", "f64"])
    b, q, k, d = (p.rng.randint(1, 3) for _ in range(4))
    causal = p.chance(0.4)
    mask = None if causal or p.chance(0.5) else p.new([q, k], dtype)
    p.step(op, query=p.new([b, q, d], dtype), key=p.new([b, k, d], dtype), value=p.new([b, k, 2], dtype), attn_mask=mask, is_causal=causal)


@family("add_ mul_ sub_ clamp_ relu_ neg_ exp_ tanh_ masked_fill_ div_ lerp_ addcmul_ zero_ fill_")
def in_place(p, op):
    x = p.step("clone", input=p.float() if op in ("exp_", "tanh_", "div_", "lerp_") else p.any())
    if op in ("add_", "mul_", "sub_", "div_"):
        p.step(op, input=x, other=p.rng.choice([2, p.new(list(p[x].shape)[-1:], p.like(x)) if p.chance(0.7) else 3]))
    elif op == "clamp_":
        p.step(op, input=x, min=-1, max=1)
    elif op == "masked_fill_":
        p.step(op, input=x, mask=p.new(list(p[x].shape), "bool"), value=1)
    elif op == "lerp_":
        p.step(op, input=x, end=p.new(list(p[x].shape), p.like(x)), weight=0.3)
    elif op == "addcmul_":
        p.step(op, input=x, tensor1=p.new(list(p[x].shape), p.like(x)), tensor2=p.new(list(p[x].shape), p.like(x)))
    elif op == "fill_":
        p.step(op, input=x, value=2)
    else:
        p.step(op, input=x)


# ---- Whole programs --------------------------------------------------------------------------------------------------------

def write(rng, most):
    p = Program(rng, most)
    for _ in range(rng.choice([1, 1, 2])):
        p.new(p.shape(0 if p.chance(0.15) else 1))
    length, wanted = rng.randint(2, 7), []
    while len(wanted) < length:
        op = rng.choice(["permute", "transpose", "slice", "narrow", "expand", "flip"]) if not wanted and p.chance(0.4) else rng.choice(list(MAKERS))
        before = (len(p.steps), dict(p.tensors), dict(p.inputs), set(p.used))
        try:
            MAKERS[op](p, op)
            wanted.append(op)
        except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError):
            if any(step[0].endswith("_") for step in p.steps[before[0]:]):
                return None                  # what was written over cannot be brought back
            del p.steps[before[0]:]
            p.tensors, p.inputs, p.used = before[1], before[2], before[3]
        if len(p.inputs) > 14:
            break
    return p


def run(p, wide):
    """Outputs, gradients and the names of the loss; `wide`: in f64."""
    tensors = {}
    for name, spec in p.inputs.items():
        t = spec["value"]
        t = t.double() if wide and t.is_floating_point() else t.clone()
        tensors[name] = t.requires_grad_(spec["grad"])
    leaves = {name: tensors[name] for name in p.inputs}
    for op, args, names in p.steps:
        if wide and args.get("dtype") in ("f32", "f16", "bf16"):
            args = dict(args, dtype="f64")
        for name, t in zip(names, call(op, args, tensors)):
            tensors[name] = t
    outputs = {name: tensors[name] for _, _, names in p.steps for name in names if name not in p.used}
    loss, parts = 0, []
    for name, t in outputs.items():
        if t.is_floating_point() and t.requires_grad and t.isfinite().all():
            weights = torch.sin(torch.arange(t.numel(), dtype=torch.float64) * 0.7 + 1).reshape(t.shape)
            loss = loss + (t.double() * weights).sum()
            parts.append(name)
    grads = {}
    if parts:
        loss.backward()
        grads = {name: t.grad if t.grad is not None else torch.zeros_like(t) for name, t in leaves.items() if t.requires_grad}
    return {name: t.detach() for name, t in outputs.items()}, grads, parts


def tolerance(got, exact, dtype):
    """[atol, rtol] for `got`, or None if it is too far from the exact numbers to tell anything."""
    if got.shape != exact.shape:
        return None
    if not dtype.is_floating_point:
        return [0, 0] if torch.equal(got, exact.to(dtype)) else None
    a, b = got.double(), exact.double()
    finite = a.isfinite()
    if not torch.equal(finite, b.isfinite()) or not torch.equal(a[~finite].nan_to_num(), b[~finite].nan_to_num()):
        return None
    worst = (a - b)[finite].abs().max().item() if finite.any() else 0.0
    scale = max(1.0, b[finite].square().mean().sqrt().item()) if finite.any() else 1.0
    if worst > ILL[dtype] * scale:
        return None
    atol, rtol = FLOOR[dtype]
    return [float(f"{max(atol * scale, 32 * worst):.2g}"), rtol]


def coarsest(p):
    """The least exact floating type in the program: gradients may pass through it."""
    used = {t.dtype for t in p.tensors.values() if t.is_floating_point()}
    return max(used, key=lambda d: FLOOR[d][1], default=torch.float32)


def kept(p):
    """The program as it is stored and its tensors, or None if it is no use."""
    try:
        outputs, grads, parts = run(p, False)
        exact, exact_grads, exact_parts = run(p, True)
    except (RuntimeError, ValueError, IndexError, TypeError):
        return None
    if not outputs or parts != exact_parts:
        return None
    rounded = any(step[0] in ("hardsigmoid", "celu") for step in p.steps)
    if rounded and any(t.dtype == torch.float64 for t in p.tensors.values()):
        return None                          # going back, torch rounds their constants to f32
    coarse, spec, tensors = coarsest(p), {}, {}
    spec["inputs"] = {name: {"grad": s["grad"]} for name, s in p.inputs.items()}
    spec["steps"], spec["outputs"], spec["loss"], spec["grads"] = p.steps, {}, parts, {}
    for kind, got, want, prefix in (("outputs", outputs, exact, ""), ("grads", grads, exact_grads, "grad/")):
        for name, t in got.items():
            if t.numel() and t.is_floating_point() and t.isnan().float().mean() > 0.5:
                return None
            near = max(t.dtype, coarse, key=lambda d: FLOOR[d][1]) if t.is_floating_point() else t.dtype
            bounds = tolerance(t, want[name], near)
            if bounds is None:
                return None
            spec[kind][name] = bounds
            tensors[prefix + name] = t
    for name, s in p.inputs.items():
        tensors[name] = s["value"]
    return spec, {name: t.contiguous().clone() for name, t in tensors.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--ops", default="")
    options = parser.parse_args()
    torch.set_num_threads(1)
    words = [word for word in options.ops.split(",") if word]
    programs, tensors, tries, ops = [], {}, 0, {}
    while len(programs) < options.count:
        tries += 1
        p = write(random.Random(f"{options.seed}/{tries}"), options.most)
        result = p and (not words or any(step[0] in words for step in p.steps)) and kept(p)
        if not result:
            continue
        spec, own = result
        spec["name"] = str(tries)
        for step in spec["steps"]:
            ops[step[0]] = ops.get(step[0], 0) + 1
        programs.append(spec)
        tensors.update({f"{tries}/{name}": t for name, t in own.items()})
    folder = os.path.join(options.folder, "programs")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "programs.json"), "w") as file:
        lines = ",\n".join(json.dumps(spec, separators=(",", ":")) for spec in programs)
        file.write(f'{{"says": "made by tests/parity/programs.py --seed {options.seed}, torch {torch.__version__.split("+")[0]}", "programs": [\n{lines}]}}\n')
    save_file(tensors, os.path.join(folder, "programs.safetensors"))
    print(f"{len(programs)} programs of {tries}, {sum(ops.values())} steps, {len(ops)} operators")
    missing = sorted(set(MAKERS) - set(ops))
    if missing and not words:
        print("never used:", " ".join(missing))


if __name__ == "__main__":
    main()
