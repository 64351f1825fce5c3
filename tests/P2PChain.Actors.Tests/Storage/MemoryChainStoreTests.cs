using P2PChain.Core.Model;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Tests.Storage;

public sealed class MemoryChainStoreTests : ChainStoreContract, IDisposable
{
    private readonly MemoryChainStore _store = new();

    public void Dispose() => _store.Dispose();

    protected override IChainStore Open(NetworkParameters parameters) => _store;
}
