using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>An address, as one node tells it to another.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="Seen">The last time that a node was seen there, in whole hours.</param>
public readonly record struct ToldAddress(HostPort Address, UnixTime Seen);
