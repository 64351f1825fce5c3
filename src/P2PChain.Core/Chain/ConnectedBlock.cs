using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.Chain;

/// <summary>A block that joins the best chain.</summary>
/// <param name="Node">Its place.</param>
/// <param name="Block">Its content.</param>
/// <param name="Undo">Its undo record.</param>
public sealed record ConnectedBlock(HeaderNode Node, Block Block, CustodyUndo Undo);
