namespace P2PChain.Core.Chain;

/// <summary>The finding that this node's clock is off.</summary>
/// <param name="Slow">The estimated distance behind the peers' clocks; negative if this clock is ahead.</param>
/// <param name="MaySign">Whether this node still signs: not if its clock is surely more than ten minutes off.</param>
/// <remarks>Source: docs/rules.md L1–L3.</remarks>
public sealed record ClockFinding(TimeSpan Slow, bool MaySign);
