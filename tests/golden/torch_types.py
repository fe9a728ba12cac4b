"""Writes torch_types.safetensors and torch_types.json: a GRU and a head, by PyTorch, in four types of numbers.

The format is written by hand, since it takes a few lines: https://huggingface.co/docs/safetensors
"""
import json
import struct
import torch

torch.manual_seed(1234)
gru, head = torch.nn.GRU(2, 3, batch_first=True, bidirectional=True), torch.nn.Linear(6, 2)
state = {f"gru.{k}": v for k, v in gru.state_dict().items()} | {f"head.{k}": v for k, v in head.state_dict().items()}
types = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16}
x = torch.randn(2, 5, 2)

header, data, outputs = {"__metadata__": {"format": "pt"}, "steps": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]}}, struct.pack("<q", 7), {}
for name, dtype in types.items():
    held = {k: v.to(dtype) for k, v in state.items()}
    for key, value in held.items():
        raw = value.view(torch.int16).numpy().tobytes() if dtype == torch.bfloat16 else value.numpy().tobytes()
        header[f"{name}.{key}"] = {"dtype": name, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    gru.load_state_dict({k[4:]: v.float() for k, v in held.items() if k.startswith("gru.")})
    head.load_state_dict({k[5:]: v.float() for k, v in held.items() if k.startswith("head.")})
    y = head(gru(x)[0])
    outputs[name] = {"shape": list(y.shape), "data": y.flatten().tolist()}

text = json.dumps(dict(sorted(header.items()))).encode()  # in another order than the data
text += b" " * (-len(text) % 8)
open("torch_types.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + data)
json.dump({"x": {"shape": list(x.shape), "data": x.flatten().tolist()}, "outputs": outputs}, open("torch_types.json", "w"))
