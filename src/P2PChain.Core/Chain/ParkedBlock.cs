using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>A block ahead of this node's clock.</summary>
/// <param name="Block">The block.</param>
/// <param name="From">The connection it came by.</param>
/// <param name="IsRequested">Whether it was asked for.</param>
/// <param name="Due">When it is looked at again.</param>
public sealed record ParkedBlock(CheckedBlock Block, PeerId? From, bool IsRequested, UnixTime Due);
