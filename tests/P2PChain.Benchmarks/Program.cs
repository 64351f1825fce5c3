using P2PChain.Benchmarks;

// dotnet run -c Release --project tests/P2PChain.Benchmarks -- NAME [COUNT]
// Prints a table for people and one JSON line; the exit code is not 0 only when nothing could be measured.
var count = args.Length > 1 && int.TryParse(args[1], System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : 300;
switch (args.FirstOrDefault())
{
    case "request":
        await RequestBenchmark.RunAsync(count);
        return 0;
    case "decode":
        DecodeBenchmark.Run(args.Length > 1 ? count : 2_000_000);
        return 0;
    case "mailbox":
        await MailboxBenchmark.RunAsync(args.Length > 1 ? count : 10_000);
        return 0;
    case "http":
        await HttpBenchmark.RunAsync(args.Length > 1 ? count : 100_000);
        return 0;
    default:
        Console.Error.WriteLine("Benchmarks: request [COUNT], decode [BYTES], mailbox [BLOCKS], http [BLOCKS]");
        return 2;
}
