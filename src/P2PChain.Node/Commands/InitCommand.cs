using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using P2PChain.Actors;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Http.Access;
using P2PChain.Node.Client;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary><c>init</c>: writes the file of a closed network, which all its offices share.</summary>
internal static class InitCommand
{
    private const int SparesMax = 20;
    private const int NameBytes = 4;
    private const int Rounds = 600_000;

    /// <summary>No node starts before the first block's time, and the clocks of offices differ.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromHours(1);

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var members = Many(
            "--member", "NAME=KEY", "An office that requests and releases items; p2pchain key prints its key there.");
        var observers = Many("--observer", "NAME=KEY", "An office that keeps the ledger and changes nothing.");
        var miners = Many("--miner", "NAME", "A member that makes blocks; without this option each member does.");
        var peers = Many("--peer", "NAME=HOST:PORT", "The address at which the others reach the node of an office.");
        var spares = new Option<int>("--spare")
        {
            HelpName = "N",
            Description = "Lists N more keys for later offices, each in a sealed file.",
        };
        spares.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }]
                && !(byte.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    && count <= SparesMax))
                result.AddError($"--spare is 0 to {Spoken.Number(SparesMax)}.");
        });
        var directory = new Option<string>("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "The directory for network.conf.",
        };
        var init = new Command("init", "Writes network.conf, the file that all offices of a closed network share.")
        {
            members, observers, miners, peers, spares, directory,
        };
        init.SetAction(parsed =>
        {
            try
            {
                var plan = Plan(
                    parsed.GetValue(members) ?? [], parsed.GetValue(observers) ?? [], parsed.GetValue(miners) ?? [],
                    parsed.GetValue(peers) ?? []);
                Write(plan, parsed.GetValue(spares), parsed.GetValue(directory)!, streams);
                return ExitCode.Ok;
            }
            catch (ClientException error)
            {
                streams.Errors.WriteLine(SafeLine.Of(error.Message));
                return error.ExitCode;
            }
            catch (NodeStartException error)
            {
                streams.Errors.WriteLine(SafeLine.Of(error.Failure.Sentence));
                return error.Failure.ExitCode;
            }
        });
        return init;
    }

    private static Option<string[]> Many(string name, string value, string does) => new(name)
    {
        HelpName = value,
        AllowMultipleArgumentsPerToken = false,
        Description = does,
    };

    private static NetworkPlan Plan(string[] members, string[] observers, string[] miners, string[] peers)
    {
        var addresses = peers.Select(static peer => Split(peer, "--peer Lyon=10.9.0.2:6000")).ToArray();
        NetworkPlan.Office[] offices =
        [
            .. members.Select(static member => OfficeOf(member, "--member", isMember: true)),
            .. observers.Select(static observer => OfficeOf(observer, "--observer", isMember: false)),
        ];
        foreach (var name in miners.Where(name => !offices.Any(office => office.IsMember && office.Name == name)))
            throw Wrong($"--miner {name} is no member: name it with --member first.");
        foreach (var (name, _) in addresses.Where(peer => offices.All(office => office.Name != peer.Name)))
            throw Wrong($"--peer {name} is no office: name it with --member or --observer first.");
        foreach (var (_, address) in addresses.Where(static peer => HostPort.Parse(peer.Value) is null))
            throw Wrong($"{address} is no address: write HOST:PORT, such as 10.9.0.2:6000.");
        return Checked(new NetworkPlan(
            "net-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)),
            (TimeProvider.System.GetUtcNow() - Past).ToUnixTimeSeconds() * 1000,
            [
                .. offices.Select(office => office with
                {
                    IsMiner = office.IsMember && (miners.Length == 0 || miners.Contains(office.Name)),
                    Address = addresses.Where(peer => peer.Name == office.Name)
                        .Select(static peer => HostPort.Parse(peer.Value)).FirstOrDefault(),
                }),
            ]));
    }

    private static NetworkPlan Checked(NetworkPlan plan) => plan.Problem() is { } problem ? throw Wrong(problem) : plan;

    private static NetworkPlan.Office OfficeOf(string text, string option, bool isMember)
    {
        var (name, key) = Split(text, $"{option} Lyon=02ab…");
        return PublicKey.TryParse(key, out var parsed)
            ? new NetworkPlan.Office(name, parsed, isMember, IsMiner: false)
            : throw Wrong($"{key} is no key of {name}: write the 66 digits that p2pchain key prints there.");
    }

    private static (string Name, string Value) Split(string text, string example)
    {
        var at = text.LastIndexOf('=');
        return at > 0
            ? (text[..at].Trim(), text[(at + 1)..].Trim())
            : throw Wrong($"{text} has no name and value: write them as in {example}.");
    }

    private static ClientException Wrong(string sentence) => new(ExitCode.Usage, sentence);

    private static void Write(NetworkPlan plan, int spares, string directory, Streams streams)
    {
        var path = Path.Combine(Path.GetFullPath(directory), "network.conf");
        CannotStart.UnlessFile(path);
        if (File.Exists(path))
            throw new ClientException(
                ExitCode.Error, $"{path} exists, and its network may be in use: name another directory with --out.");
        OnDisk(path, () => Directory.CreateDirectory(Path.GetDirectoryName(path)!));
        var keys = new List<(string File, string Passphrase)>();
        for (var number = 1; number <= spares; number++)
        {
            var file = Path.Combine(Path.GetDirectoryName(path)!, $"spare-{Spoken.Height(number)}.pem");
            if (File.Exists(file))
                throw new ClientException(ExitCode.Error, $"{file} exists: name another directory with --out.");
            var areMiners = plan.Offices.All(static one => one.IsMiner || !one.IsMember);
            var (office, pem, passphrase) = Spare(number, areMiners);
            OnDisk(file, () => DurableFile.Write(file, pem));
            plan = Checked(plan with { Offices = plan.Offices.Add(office) });
            keys.Add((file, passphrase));
        }
        OnDisk(path, () => WriteNew(path, plan.ToHocon()));
        streams.Output.WriteLine(path);
        foreach (var (file, passphrase) in keys) streams.Output.WriteLine($"{file}\t{passphrase}");
        streams.Errors.WriteLine(
            "Copy network.conf to each office, and start the node there by: p2pchain network.conf. "
            + "The lists of keys are fixed" + (spares == 0
                ? ": for later offices run this again with --spare N before the first start."
                : "; keep each passphrase apart from its file. A later office takes its key by: "
                    + "p2pchain key --sealed FILE."));
    }

    private static (NetworkPlan.Office Office, string Pem, string Passphrase) Spare(int number, bool isMiner)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = EcdsaSigner.FromPem(key.ExportPkcs8PrivateKeyPem());
        var passphrase = SecretText.Create();
        var seal = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Rounds);
        return (
            new NetworkPlan.Office($"Spare {Spoken.Height(number)}", signer.PublicKey, IsMember: true, isMiner),
            key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, seal) + "\n",
            passphrase);
    }

    private static void OnDisk(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClientException(
                ExitCode.Disk,
                $"{path} cannot be written ({CannotStart.OneLine(error.Message)}): {CannotStart.Advice(error)}, "
                + "or name another directory with --out.");
        }
    }

    // Not secret, so with the usual mode; and never over another one.
    private static void WriteNew(string path, string text)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
