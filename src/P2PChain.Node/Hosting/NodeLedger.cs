using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Actors.Node;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Storage;

namespace P2PChain.Node.Hosting;

/// <summary>Opens the ledger, or explains in a sentence why not.</summary>
internal static class NodeLedger
{
    /// <summary>The ledger of a network; a missing one is made.</summary>
    /// <exception cref="NodeStartException">It cannot be used.</exception>
    public static IChainStore Open(string path, NetworkParameters network, ImmutableArray<Upgrade> upgrades)
    {
        try
        {
            return SqliteChainStore.Open(path, network, upgrades);
        }
        catch (ChainStoreException error)
        {
            throw new NodeStartException(NodeFailure.Of(error));
        }
    }
}
