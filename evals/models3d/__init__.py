"""3D models under the judge's eye: how like the original ours look, what they weigh, what others' tools make."""
