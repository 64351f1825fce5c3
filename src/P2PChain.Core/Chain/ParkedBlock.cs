using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>A block ahead of this node's clock.</summary>
/// <param name="Block">The block.</param>
/// <param name="From">The connection that sent it; null if it was mined here.</param>
/// <param name="IsRequested">Whether this node asked for it.</param>
/// <param name="Due">The time at which it is submitted again.</param>
public sealed record ParkedBlock(CheckedBlock Block, PeerId? From, bool IsRequested, UnixTime Due);
