using P2PChain.Core.Chain;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// The latest view of one node's ledger. The chain's actor publishes it, after the disk has the step and before any
/// event or answer tells of it. Readers on other threads look at it.
/// </summary>
internal sealed class PublishedView
{
    private volatile LedgerView? _current;

    /// <summary>The latest view; null while the ledger is being loaded.</summary>
    public LedgerView? Current => _current;

    /// <summary>Replaces the view. Only the chain's actor calls it.</summary>
    public void Publish(LedgerView view) => _current = view;
}
