using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>One reading of a peer's clock.</summary>
/// <param name="Ahead">The peer's clock minus this node's.</param>
/// <param name="At">This node's clock at that moment.</param>
public sealed record ClockSample(TimeSpan Ahead, UnixTime At);
