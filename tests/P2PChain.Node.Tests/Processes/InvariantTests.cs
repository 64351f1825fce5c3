using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using P2PChain.Storage;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A node that contradicts itself ends, instead of going on with what cannot be.</summary>
public sealed class InvariantTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_transaction_that_waits_though_its_block_stands_ends_the_node_with_exit_code_70_and_a_sentence()
    {
        await using (var first = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await first.SendAsync("request laptop-001");
            await first.ExpectAsync("^laptop-001: confirmed in block ");
            first.Terminate();
            Assert.Equal(ExitCode.Ok, await first.ExitCodeAsync());
        }

        PutBackIntoPool();
        await using (var node = NodeProcess.Start(_scratch.Path, "0", "--set", "p2pchain.data=d"))
        {
            Assert.Equal(ExitCode.Bug, await node.ExitCodeAsync());
            Assert.Matches(
                "^The node contradicts itself .*What waits stands.*please report it with the log in .*; p2pchain verify .*d says",
                Assert.Single(node.ErrorLines));
        }

        var finding = Assert.Single(IntegrityCheck.Run(_scratch.In("d/ledger.db"), null).Findings);
        Assert.Contains("it does not stand", finding, StringComparison.Ordinal);
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
        command.Parameters.AddWithValue("$wid", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(json))));
        command.Parameters.AddWithValue("$json", json);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
