using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using P2PChain.Actors;
using P2PChain.Storage.Check;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A ledger whose waiting transactions were altered is damage, which the node names and repair mends.
/// </summary>
public sealed class AlteredPoolTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_transaction_that_waits_though_its_block_stands_is_damage_that_repair_mends()
    {
        await using (var first = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await first.SendAsync("request laptop-001");
            await first.ExpectAsync("^laptop-001: confirmed in block ");
            first.Terminate();
            Assert.Equal(ExitCode.Ok, await first.ExitCodeAsync());
        }

        PutBackIntoPool();
        Assert.Contains(
            "it does not stand", Assert.Single(IntegrityCheck.Run(_scratch.In("d/ledger.db"), null).Findings), StringComparison.Ordinal);
        await using (var node = NodeProcess.Start(_scratch.Path, "0", "--set", "p2pchain.data=d"))
        {
            Assert.Equal(ExitCode.Integrity, await node.ExitCodeAsync());
            Assert.Matches(
                "^The ledger .*d/ledger.db is damaged \\(The stored transaction .* waits and cannot stand: known.*: run p2pchain repair .*d,",
                Assert.Single(node.ErrorLines));
        }

        await using (var repair = NodeProcess.Start(_scratch.Path, "repair", "d"))
            Assert.Equal(ExitCode.Ok, await repair.ExitCodeAsync());
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("items --held");
        await again.ExpectAsync("^laptop-001");
    }

    /// <summary>As if it had not been taken out when its block came.</summary>
    private void PutBackIntoPool()
    {
        using var connection = new SqliteConnection($"Data Source={_scratch.In("d/ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select t.txid, b.transactions from transactions t join blocks b on b.height = t.height and b.on_best_chain = 1";
        var (txId, json) = ("", "");
        using (var rows = command.ExecuteReader())
            while (rows.Read()) (txId, json) = (rows.GetString(0), rows.GetString(1)[1..^1]);
        command.CommandText = "insert into pool (sequence, txid, wid, json, is_own, from_plain) values (1, $txid, $wid, $json, 1, 0)";
        command.Parameters.AddWithValue("$txid", txId);
        command.Parameters.AddWithValue(
            "$wid", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(json))));
        command.Parameters.AddWithValue("$json", json);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
