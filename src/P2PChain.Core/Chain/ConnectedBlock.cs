using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.Chain;

/// <summary>A block that a step puts on the best chain.</summary>
/// <param name="Node">Its place.</param>
/// <param name="Block">Its content.</param>
/// <param name="Undo">What undoes it.</param>
public sealed record ConnectedBlock(HeaderNode Node, Block Block, CustodyUndo Undo);
