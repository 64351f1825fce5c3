using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>An address of the book that is to be dialled.</summary>
/// <param name="Address">The address.</param>
/// <param name="IsLook">
/// Whether the connection ends as soon as the other side has announced itself, unless with a better chain.
/// </param>
public readonly record struct FoundDial(HostPort Address, bool IsLook);
