using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

public sealed class StoredPoolTests
{
    private readonly ChainBuilder _draw = new();
    private readonly SignatureMemo _memo = new();

    [Fact]
    public void What_waits_on_the_disk_is_verified_when_it_is_loaded()
    {
        var good = _draw.Request(TestKeys.Bob, "laptop-001", 10);
        Check(good);
        var forged = new Transaction(good.Content, _draw.Request(TestKeys.Bob, "laptop-002", 10).Signature);
        var error = Assert.Throws<InvalidDataException>(() => Check(forged));
        var sentence = $"The stored transaction {forged.TxId} waits and is not valid: ";
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    private void Check(Transaction transaction) =>
        StoredPool.Check(new RuleSchedule(_draw.Parameters), [new PoolEntry(transaction, 1, PoolSource.Own)], _memo);
}
