using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Storage;

namespace P2PChain.Actors.Tests.Storage;

public sealed class SqliteChainStoreTests : ChainStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteChainStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _directory.Dispose();
    }

    protected override IChainStore Open(NetworkParameters parameters)
    {
        _store?.Dispose();
        return _store = SqliteChainStore.Open(_directory["ledger.db"], parameters);
    }
}
