namespace P2PChain.Core.Chain;

/// <summary>This node's clock is off, by what its peers say.</summary>
/// <param name="Slow">How far it is behind the peers', estimated; negative when it is ahead of them.</param>
/// <param name="MaySign">Whether this node still signs transactions: not once its clock is surely more than ten minutes off.</param>
/// <remarks>Source: docs/rules.md L1–L3.</remarks>
public sealed record ClockFinding(TimeSpan Slow, bool MaySign);
